package io.github.tektoncourier.cli;

import io.github.tektoncourier.StartException;
import io.github.tektoncourier.routes.check.file.Problem;
import io.github.tektoncourier.sinktest.SinkTestFile;
import io.github.tektoncourier.sinktest.SinkTestReader;
import io.github.tektoncourier.text.LogText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Finds and reads files of tests. */
final class SinkTestFiles {

    private static final Pattern MEANT = Pattern.compile("(?i)[^.].*\\.tests?\\.ya?ml");
    private static final long LARGEST = 16L << 20;
    private static final int DEEPEST = 32;

    private SinkTestFiles() {}

    /**
     * The files of tests among paths and below folders, in alphabetical order below each. Files whose names only look
     * like one are among them, so that they are named.
     *
     * @throws StartException when a path is not there or is another file
     */
    static List<Path> find(List<Path> paths) {
        List<Path> found = new ArrayList<>();
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                found.addAll(below(path));
            } else if (!Files.exists(path)) {
                throw StartException.wrongUse(path + ": there is no such file or folder. Check the path.");
            } else if (!MEANT.matcher(path.getFileName().toString()).matches()) {
                throw StartException.wrongUse(path + " is no file of tests; these end in " + SinkTestFile.ENDING
                        + ". Name such a file, or a folder.");
            } else {
                found.add(path);
            }
        }
        return found.stream().distinct().toList();
    }

    private static Set<Path> below(Path folder) {
        try (Stream<Path> all = Files.walk(folder, DEEPEST, FileVisitOption.FOLLOW_LINKS)) {
            Set<Path> found = new TreeSet<>();
            all.filter(path -> MEANT.matcher(path.getFileName().toString()).matches())
                    .filter(path -> !hidden(folder.relativize(path)))
                    .filter(Files::isRegularFile)
                    .forEach(found::add);
            return found;
        } catch (IOException | UncheckedIOException e) {
            throw StartException.wrongUse(
                    "Cannot look into " + folder + ": " + LogText.reason(e) + ". Check its rights.");
        }
    }

    private static boolean hidden(Path path) {
        for (Path part : path) {
            if (part.toString().startsWith(".") && !part.toString().equals("..")) {
                return true;
            }
        }
        return false;
    }

    /** Reads one. */
    static SinkTestReader.Result read(Path path) {
        try {
            if (!path.toString().endsWith(SinkTestFile.ENDING)) {
                return broken(path, 1, "Files of tests end in " + SinkTestFile.ENDING + ". Rename this one.");
            }
            if (Files.size(path) > LARGEST) {
                return broken(path, 0, "The file is larger than 16 MiB. Put runs into files and name them by file:.");
            }
            List<Node> documents = new ArrayList<>();
            String text = Files.readString(path);
            YamlDocuments.nodes(text.startsWith("\uFEFF") ? text.substring(1) : text, documents::add);
            if (documents.isEmpty()) {
                return broken(
                        path, 1, "The file is empty, so nothing would be tested. Write tests:, or remove the file.");
            }
            if (documents.size() > 1) {
                return broken(
                        path,
                        line(documents.get(1)),
                        "A second document begins here. Put its tests below the first's.");
            }
            return SinkTestReader.read(path, documents.get(0));
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            return broken(
                    path,
                    line,
                    "This is no YAML: " + LogText.line(LogText.yamlProblem(e.getProblem()), 200) + ". Mend it.");
        } catch (YamlEngineException | IllegalArgumentException e) {
            return broken(path, 1, "This cannot be read as YAML: " + LogText.line(e.getMessage(), 200) + ". Mend it.");
        } catch (CharacterCodingException e) {
            return broken(path, 0, "The file is not written in UTF-8. Save it as UTF-8.");
        } catch (IOException e) {
            return broken(path, 0, "The file cannot be read: " + LogText.reason(e) + ". Mend or remove it.");
        }
    }

    private static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    private static SinkTestReader.Result broken(Path path, int line, String what) {
        return new SinkTestReader.Result(
                new SinkTestFile(path, Map.of(), 1, List.of(), 1, List.of()),
                List.of(new Problem(path.toString(), line, what)));
    }
}
