package io.github.tektoncourier.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One document as its reader sees it: blocks, tables, headings, links. */
public record Document(Path path, String text) {

    private static final Pattern FENCE = Pattern.compile("(?ms)^([ ]*)```([a-z]*)\\n(.*?)^[ ]*```$");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

    /** What stands between two fences, with the line in which it begins and its language, empty where none is given. */
    public record Block(String where, String language, String content) {}

    /** Reads one document. */
    public static Document read(Path path) {
        try {
            return new Document(path, Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Document read(String path) {
        return read(Path.of(path));
    }

    /** All documents below a folder. */
    static List<Document> below(String folder) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            return files.filter(f -> f.toString().endsWith(".md"))
                    .sorted()
                    .map(Document::read)
                    .toList();
        }
    }

    /** All blocks, in order. */
    public List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        Matcher fence = FENCE.matcher(text);
        while (fence.find()) {
            long line = text.substring(0, fence.start()).lines().count() + 2;
            blocks.add(new Block(path + ":" + line, fence.group(2), fence.group(3)));
        }
        return blocks;
    }

    List<Block> blocks(String language) {
        return blocks().stream()
                .filter(block -> block.language().equals(language))
                .toList();
    }

    /** The text below a heading, up to the next one. */
    String section(String heading) {
        int start = text.indexOf("# " + heading + "\n");
        if (start < 0) {
            throw new AssertionError(path + " has no heading " + heading);
        }
        int from = start + heading.length() + 3;
        Matcher next = HEADING.matcher(text);
        return text.substring(from, next.find(from) ? next.start() : text.length());
    }

    /** The rows of the tables in a text; cells without blanks around and without backticks. */
    static List<List<String>> rows(String section) {
        return section.lines()
                .filter(line -> line.startsWith("|") && !line.startsWith("|---"))
                .map(line -> Stream.of(line.substring(1).split("\\|", -1))
                        .map(cell -> cell.strip().replaceAll("^`|`$", ""))
                        .toList())
                .toList();
    }

    List<String> links() {
        String prose = FENCE.matcher(text).replaceAll("");
        return LINK.matcher(prose).results().map(m -> m.group(1)).toList();
    }

    /** Names under which headings can be linked, as GitHub makes them. */
    List<String> anchors() {
        return HEADING.matcher(FENCE.matcher(text).replaceAll(""))
                .results()
                .map(m -> m.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toList());
    }
}
