package io.github.tektoncourier.journal.sqlite.store;

import io.github.tektoncourier.journal.JournalSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Knows whether the files that are open are still those at their place: an operating system lets a process write into a
 * file that was deleted, and all of it is gone when the process ends.
 */
public final class FileGuard {

    public static final long EVERY_MILLIS = 1_000;

    private final JournalSettings settings;
    private final Map<Path, Object> opened = new LinkedHashMap<>();

    private FileGuard(JournalSettings settings) {
        this.settings = settings;
    }

    /** Remembers what is there now; the database must be open, so that all its files are. */
    public static FileGuard of(JournalSettings settings) {
        FileGuard guard = new FileGuard(settings);
        for (Path file : JournalFiles.of(settings).held()) {
            guard.key(file).ifPresent(key -> guard.opened.put(file, key));
        }
        return guard;
    }

    /** Throws when one of them is not there any more, or another has its place; costs about ten microseconds. */
    public void check() throws LostFileException {
        for (Map.Entry<Path, Object> file : opened.entrySet()) {
            if (!at(file.getKey(), file.getValue())) {
                throw new LostFileException(file.getKey().toAbsolutePath() + " was deleted or replaced");
            }
        }
    }

    /** Whether the directory's lock is another's by now. */
    public boolean lockLost() {
        Object key = opened.get(JournalFiles.of(settings).lock());
        return key != null && !at(JournalFiles.of(settings).lock(), key);
    }

    private boolean at(Path file, Object key) {
        return key(file).map(key::equals).orElse(false);
    }

    /** Empty only where there is no such file; what cannot be looked at now is taken for unchanged. */
    private Optional<Object> key(Path file) {
        try {
            Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            return Optional.of(key == null ? "here" : key);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.ofNullable(opened.get(file));
        }
    }
}
