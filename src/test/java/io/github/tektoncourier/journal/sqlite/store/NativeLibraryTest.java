package io.github.tektoncourier.journal.sqlite.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    @TempDir
    private Path folder;

    private Path file(String name, Instant modified) throws IOException {
        Path file = Files.createFile(folder.resolve(name));
        return Files.setLastModifiedTime(file, FileTime.from(modified));
    }

    @Test
    void what_processes_left_that_were_killed_goes_and_nothing_else() throws Exception {
        file("sqlite-3.51.1.0-aa-libsqlitejdbc.so", NOW.minusSeconds(1));
        file("sqlite-3.51.1.0-aa-libsqlitejdbc.so.lck", NOW.minusSeconds(1));
        Path starting = file("sqlite-3.51.1.0-bb-libsqlitejdbc.so", NOW.plusSeconds(1));
        Path foreign = file("sqlite-notes.txt", NOW.minusSeconds(1));

        NativeLibrary.removeLeftovers(folder, NOW);

        assertThat(folder.toFile().listFiles()).containsExactlyInAnyOrder(starting.toFile(), foreign.toFile());
    }

    @Test
    void a_folder_that_cannot_be_read_stops_no_start() {
        NativeLibrary.removeLeftovers(folder.resolve("missing"), NOW);

        assertThat(folder).isEmptyDirectory();
    }
}
