package io.github.tektoncourier.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.tektoncourier.run.Change;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DiskTroubleIT {

    @TempDir
    Path directory;

    @Test
    void a_disk_that_is_full_makes_appends_wait_and_loses_nothing() {
        try (Journal journal = Journal.open(JournalSettings.in(directory), Clock.systemUTC())) {
            List<CompletableFuture<Void>> appends = new ArrayList<>();
            journal.onDisk(connection -> Database.number(
                    connection,
                    "PRAGMA max_page_count = " + (Database.number(connection, "PRAGMA page_count", 0) + 20),
                    0));
            for (int i = 0; i < 500; i++) {
                appends.add(journal.append(
                        Batches.batch(Batches.run("r" + i, null, "1", 9_000), Change.Type.ADDED, "queued")));
            }
            await().until(() -> journal.totals().trouble().contains("full"));
            long waiting = appends.stream().filter(a -> !a.isDone()).count();

            journal.onDisk(connection -> Database.number(connection, "PRAGMA max_page_count = 1000000", 0));

            await().atMost(Duration.ofSeconds(20))
                    .until(() -> appends.stream().allMatch(a -> a.isDone() && !a.isCompletedExceptionally()));
            assertThat(waiting).isPositive();
            assertThat(journal.totals().appended()).isEqualTo(500);
            assertThat(journal.totals().trouble()).isEmpty();
        }
    }
}
