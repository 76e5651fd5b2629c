package io.github.tektoncourier.routes;

import io.github.tektoncourier.routes.check.file.Problem;
import io.github.tektoncourier.routes.check.file.RouteFile;
import io.github.tektoncourier.text.LogText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder with the user's sink files, read by content: a ConfigMap's mount swaps symbolic links and touches no file,
 * an editor may keep the time of change.
 */
final class SinksFolder {

    static final String ENDING = RouteFile.ENDING;
    static final String WRONG_ENDING =
            "Nothing would read this file: sink files end in " + ENDING + ". Rename it, or move it elsewhere.";
    private static final long MAX_BYTES = 1024L * 1024;

    /**
     * What was found.
     *
     * @param files by name, in order
     * @param unreadable files that are there and cannot be read; whether they changed is unknown
     * @param identity of the folder itself: an empty folder that is another one than before was hardly emptied
     * @param bare whether there is nothing at all in it, as where a volume is not mounted
     */
    record Look(
            Map<String, RouteFile> files, Map<String, Problem> unreadable, Optional<Object> identity, boolean bare) {

        /** The same, where a file that was there a moment before is one that cannot be read: it may be being replaced. */
        Look withFilesOf(@Nullable Look before) {
            if (before == null) {
                return this;
            }
            Map<String, Problem> missing = new TreeMap<>(unreadable);
            before.files().keySet().stream()
                    .filter(name -> !files.containsKey(name))
                    .forEach(name -> missing.putIfAbsent(name, cannot(Path.of(name), "it was there a moment ago")));
            return new Look(files, missing, identity, bare);
        }

        boolean isEmpty() {
            return files.isEmpty() && unreadable.isEmpty();
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(SinksFolder.class);
    private static final Pattern MEANT = Pattern.compile("(?i)[^.].*\\.ya?ml");
    private static final Pattern NOT_MEANT = Pattern.compile("(?i)kustomization\\.ya?ml|.*\\.test\\.ya?ml");
    private static final int MOST_SAID = 100;

    private final Path folder;
    private final boolean says;
    private final Set<String> saidPassedOver = new HashSet<>();

    SinksFolder(Path folder) {
        this(folder, true);
    }

    /** @param says whether the log names what is passed over */
    SinksFolder(Path folder, boolean says) {
        this.folder = folder;
        this.says = says;
    }

    Path path() {
        return folder;
    }

    /** Whether there is such a folder; without one there are no files of users. */
    boolean exists() {
        return !Files.notExists(folder);
    }

    /** What is there now. */
    Look look() throws IOException {
        @Nullable
        Object identity =
                Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
        Map<String, RouteFile> files = new TreeMap<>();
        Map<String, Problem> unreadable = new TreeMap<>();
        List<Path> all = all();
        for (Path path : all) {
            if (!path.getFileName().toString().endsWith(ENDING)) {
                sayIfPassedOver(path);
                continue;
            }
            try {
                files.put(path.toString(), read(path));
            } catch (NoSuchFileException e) {
                if (Files.isSymbolicLink(path)) {
                    unreadable.put(path.toString(), cannot(path, "its link leads nowhere"));
                }
            } catch (CharacterCodingException e) {
                unreadable.put(path.toString(), notUtf8(path));
            } catch (IOException e) {
                unreadable.put(path.toString(), cannot(path, reason(e)));
            }
        }
        return new Look(files, unreadable, Optional.ofNullable(identity), all.isEmpty());
    }

    /** What looks as if it was meant to be read is named, once. */
    private void sayIfPassedOver(Path path) {
        String why = whyPassedOver(path);
        if (says
                && !why.isEmpty()
                && saidPassedOver.size() < MOST_SAID
                && saidPassedOver.add(path.getFileName().toString())) {
            LOG.warn("{} is not read. {}", LogText.line(path.toString(), 300), why);
        }
    }

    private static String whyPassedOver(Path path) {
        String name = path.getFileName().toString();
        boolean yaml = MEANT.matcher(name).matches() && !NOT_MEANT.matcher(name).matches();
        if (!name.startsWith(".") && Files.isDirectory(path)) {
            return "Subfolders of the sinks folder are passed over. Move its files up.";
        }
        return yaml ? "Sink files end in " + ENDING + ". Rename it, or move it elsewhere." : "";
    }

    /** Files that look as if they were meant to be read, and why they are not. */
    Map<Path, String> passedOver() throws IOException {
        Map<Path, String> passedOver = new TreeMap<>();
        for (Path path : all()) {
            if (!path.getFileName().toString().endsWith(ENDING)
                    && !whyPassedOver(path).isEmpty()) {
                passedOver.put(path, Files.isDirectory(path) ? whyPassedOver(path) : WRONG_ENDING);
            }
        }
        return passedOver;
    }

    static String reason(IOException e) {
        if (e.getClass() == IOException.class) {
            return String.valueOf(e.getMessage());
        }
        return e.getClass().getSimpleName().replace("Exception", "");
    }

    static Problem cannot(Path path, String why) {
        return new Problem(path.toString(), 0, "The file cannot be read: " + why + ". Mend or remove it.");
    }

    /** Names the line of the first byte that is no UTF-8; the file may be gone meanwhile. */
    static Problem notUtf8(Path path) {
        int line = 0;
        String remedy = " Save it in UTF-8.";
        try {
            byte[] bytes = Files.readAllBytes(path);
            CharBuffer read = CharBuffer.allocate(bytes.length);
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), read, true);
            line = 1 + (int) read.flip().chars().filter(c -> c == '\n').count();
            boolean utf16 = bytes.length > 1 && (bytes[0] & bytes[1] & 0xFE) == 0xFE && bytes[0] != bytes[1];
            remedy = utf16 ? " It is UTF-16. Save it in UTF-8." : remedy;
        } catch (IOException e) {
            LOG.debug("{} cannot be read again", path, e);
        }
        return new Problem(path.toString(), line, "The file cannot be read: it is not written in UTF-8." + remedy);
    }

    private List<Path> all() throws IOException {
        List<Path> paths = new ArrayList<>();
        try (Stream<Path> all = Files.list(folder)) {
            all.forEach(paths::add);
        } catch (UncheckedIOException e) {
            throw new IOException(e.getCause());
        }
        return paths;
    }

    static RouteFile read(Path path) throws IOException {
        BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
        if (!file.isRegularFile()) {
            throw new IOException("it is no plain file"); // reading a pipe would wait for ever
        }
        if (file.size() > MAX_BYTES) {
            throw new IOException("it is larger than 1 MiB");
        }
        return RouteFile.of(path);
    }
}
