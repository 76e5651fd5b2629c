package io.github.tektoncourier.journal.sqlite.repair;

import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.sqlite.store.JournalFiles;
import io.github.tektoncourier.journal.sqlite.store.PrivateFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Puts a new database in the place of the old one, which is set aside and never deleted. Three names make it safe to be
 * killed at any time: what is being written, what is whole, and what is in use.
 */
public final class Replacement {

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final JournalSettings settings;

    public Replacement(JournalSettings settings) {
        this.settings = settings;
    }

    /** Where the new one is to be written; an empty file is there. */
    Path begin() throws IOException {
        PrivateFiles.directory(settings.directory());
        Path made = beside(".new");
        for (String part : new String[] {"", "-wal", "-shm", "-journal"}) {
            Files.deleteIfExists(Path.of(made + part));
        }
        PrivateFiles.create(made);
        return made;
    }

    /**
     * It is written: sets aside what is in its place and puts it there.
     *
     * @param why part of the name under which the old one is set aside
     * @return that name; the new one's own where there was no old one
     */
    Path place(Path made, String why, Instant now) throws IOException {
        sync(made);
        Files.move(made, whole(), StandardCopyOption.ATOMIC_MOVE);
        sync(settings.directory());
        return finish(why, now);
    }

    /** What a process that was killed in the middle had written whole comes to its place. */
    public void resume(Instant now) throws IOException {
        if (Files.exists(whole())) {
            finish("damaged", now);
        }
    }

    private Path finish(String why, Instant now) throws IOException {
        Path database = JournalFiles.of(settings).database();
        Path aside = free(why, now);
        for (String part : new String[] {"-wal", "-shm", ""}) {
            Path old = Path.of(database + part);
            if (Files.exists(old)) {
                Files.move(old, Path.of(aside + part), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        sync(settings.directory());
        Files.move(whole(), database, StandardCopyOption.ATOMIC_MOVE);
        sync(settings.directory());
        return aside;
    }

    /** A name that nothing has. */
    private Path free(String why, Instant now) {
        String name = "." + why + "-" + DATE.format(now);
        Path free = beside(name);
        for (int n = 2; Files.exists(free) || Files.exists(Path.of(free + "-wal")); n++) {
            free = beside(name + "." + n);
        }
        return free;
    }

    private Path whole() {
        return beside(".whole");
    }

    private Path beside(String ending) {
        return Path.of(JournalFiles.of(settings).database() + ending);
    }

    /** Whatever was written to it, and which names it holds, is on disk. */
    private static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
