package io.github.tektoncourier.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.journal.Batches;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.Outcome;
import io.github.tektoncourier.journal.StartFrom;
import io.github.tektoncourier.journal.SubscriptionSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other users of the machine read nothing of the journal. */
class PrivateFilesIT {

    @TempDir
    private Path base;

    private static Map<String, String> permissions(Path directory) throws IOException {
        Map<String, String> found = new TreeMap<>();
        found.put(".", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)));
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                found.put(
                        file.getFileName().toString(),
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
        }
        return found;
    }

    private static void use(Path directory) throws Exception {
        try (SqliteJournal journal = SqliteJournal.open(JournalSettings.in(directory), Clock.systemUTC())) {
            journal.append(Batches.batch("a" + System.nanoTime(), "queued")).get(10, TimeUnit.SECONDS);
            journal.subscribe(
                            SubscriptionSettings.named("s").withStartFrom(new StartFrom.Earliest()),
                            event -> Outcome.DELIVERED)
                    .close();
            assertClosed(permissions(directory));
        }
        assertClosed(permissions(directory));
    }

    private static void assertClosed(Map<String, String> permissions) {
        Map<String, String> files = new TreeMap<>(permissions);
        assertThat(files.remove(".")).isEqualTo("rwx------");
        assertThat(files)
                .isNotEmpty()
                .allSatisfy((file, bits) -> assertThat(bits).as(file).isEqualTo("rw-------"));
    }

    @Test
    void a_new_journal_is_its_owners_alone() throws Exception {
        use(base.resolve("deep/journal"));
    }

    @Test
    void an_open_one_is_closed_and_so_is_what_is_set_aside_and_what_takes_its_place() throws Exception {
        Path directory = base.resolve("journal");
        use(directory);
        Path database = directory.resolve("journal.db");
        Files.write(database, new byte[16_384], StandardOpenOption.TRUNCATE_EXISTING);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxr-x"));
        for (String file : permissions(directory).keySet()) {
            if (!file.equals(".")) {
                Files.setPosixFilePermissions(directory.resolve(file), PosixFilePermissions.fromString("rw-rw-r--"));
            }
        }

        use(directory);

        assertThat(permissions(directory).keySet()).anyMatch(name -> name.startsWith("journal.db.damaged-"));
    }

    @Test
    void a_directory_with_files_of_others_stays_as_it_is_and_so_do_they() throws Exception {
        Path directory = Files.createDirectory(base.resolve("shared"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path others = Files.createFile(directory.resolve("others"));
        Files.setPosixFilePermissions(others, PosixFilePermissions.fromString("rw-r--r--"));

        SqliteJournal.open(JournalSettings.in(directory), Clock.systemUTC()).close();

        assertThat(permissions(directory))
                .containsEntry(".", "rwxr-xr-x")
                .containsEntry("others", "rw-r--r--")
                .containsEntry("journal.db", "rw-------")
                .containsEntry("lock", "rw-------");
    }
}
