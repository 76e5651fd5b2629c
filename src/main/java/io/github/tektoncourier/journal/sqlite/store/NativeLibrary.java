package io.github.tektoncourier.journal.sqlite.store;

import io.github.tektoncourier.journal.JournalException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteJDBCLoader;

/**
 * SQLite itself, which is unpacked into the folder for temporary files at each start. Its driver takes away what it has
 * unpacked when a process ends, but not when one is killed: a megabyte each time.
 */
public final class NativeLibrary {

    private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);

    /** The process that unpacked it has it in memory by then, and needs the file no more. */
    private static final Duration LOADED = Duration.ofMinutes(1);

    private NativeLibrary() {}

    /** Loads it before its driver does, which says nothing of where or why it could not. */
    public static void load() {
        Path folder = Path.of(System.getProperty("org.sqlite.tmpdir", System.getProperty("java.io.tmpdir", "/tmp")));
        removeLeftovers(folder, Instant.now().minus(LOADED));
        try {
            SQLiteJDBCLoader.initialize();
        } catch (Exception e) {
            throw new JournalException(
                    "SQLite cannot be unpacked into " + folder.toAbsolutePath()
                            + " and loaded from there. Make room in it"
                            + " (2 MB), make it writable, and allow programs in it (no mount with noexec); or name another"
                            + " folder by COURIER_JAVA_OPTIONS=-Djava.io.tmpdir=DIR.",
                    e);
        }
    }

    static void removeLeftovers(Path folder, Instant before) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "sqlite-*sqlitejdbc*")) {
            for (Path file : files) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            LOG.debug("What SQLite left in {} stays: {}", folder, e.toString());
        }
    }
}
