package io.github.tektoncourier.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.journal.Batches;
import io.github.tektoncourier.journal.FakeClock;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.sqlite.CrashingDisk.Count;
import io.github.tektoncourier.journal.sqlite.CrashingDisk.Crash;
import io.github.tektoncourier.journal.sqlite.store.JournalFiles;
import io.github.tektoncourier.run.Known;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A journal of the version before, and an upgrade that is cut at each of its steps in turn. */
@Timeout(120)
class MigrationCrashIT {

    @TempDir
    Path directory;

    @ParameterizedTest(name = "between {0}, power lost: {1}")
    @CsvSource({"STATEMENTS, false", "WRITES, false", "WRITES, true"})
    void an_upgrade_that_is_cut_anywhere_is_done_by_the_next_start(Count count, boolean power) throws Exception {
        int step = 0;
        while (upgrade(new Crash(count, step, power))) {
            step++;
        }

        assertThat(step).as("crashes").isGreaterThan(10);
    }

    /** False when it was done before the step came. */
    private boolean upgrade(Crash crash) throws Exception {
        Path old = Files.createDirectories(directory.resolve("old-" + crash.step()));
        Path image = directory.resolve("image-" + crash.step());
        SchemaIT.write(new JournalFiles(old).database(), "schema-1.sql");
        CrashingDisk disk = new CrashingDisk(old, image, crash, new Random(crash.step()), () -> {});
        SqliteJournal.open(JournalSettings.in(old), new FakeClock(), disk).close();
        if (!disk.crashed()) {
            return false;
        }
        try (SqliteJournal journal = SqliteJournal.open(JournalSettings.in(image), new FakeClock())) {
            assertThat(journal.position(Batches.SCOPE)).as(disk.where()).isEqualTo(new Known.Position("17", true));
            assertThat(journal.told("alive")).as(disk.where()).containsExactlyInAnyOrder("queued", "started");
            assertThat(journal.latest("gone")).as(disk.where()).isPresent();
            assertThat(journal.children("parent", 9, 1_000_000))
                    .as(disk.where())
                    .hasSize(1);
            assertThat(journal.totals().appended()).as(disk.where()).isEqualTo(2);
            assertThat(journal.books()).as(disk.where()).singleElement().satisfies(books -> assertThat(
                            books.balanced() && books.dead() == 1)
                    .isTrue());
        }
        return true;
    }
}
