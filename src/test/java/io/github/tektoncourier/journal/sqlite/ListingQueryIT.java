package io.github.tektoncourier.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.journal.Batches;
import io.github.tektoncourier.journal.EventSelection;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.history.EventPage;
import io.github.tektoncourier.journal.history.EventSummary;
import io.github.tektoncourier.journal.sqlite.store.Database;
import io.github.tektoncourier.journal.sqlite.store.JournalFiles;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListingQueryIT {

    @TempDir
    Path folder;

    @Test
    void pages_look_at_a_bounded_number_of_events_and_reach_the_first_all_the_same() throws Exception {
        JournalSettings settings = JournalSettings.in(folder.resolve("journal"));
        try (SqliteJournal journal = SqliteJournal.open(settings, Clock.systemUTC())) {
            journal.append(Batches.batch("first", "failed")).get(10, TimeUnit.SECONDS);
            for (int i = 0; i < 9; i++) {
                journal.append(Batches.batch("later-" + i, "queued")).get(10, TimeUnit.SECONDS);
            }
        }
        EventSelection failed = EventSelection.ALL.withType("*.failed.*");
        List<Integer> sizes = new ArrayList<>();
        List<String> found = new ArrayList<>();
        try (Connection connection = Database.reader(JournalFiles.of(settings).database())) {
            long before = Long.MAX_VALUE;
            do {
                EventPage page = ListingQuery.events(connection, failed, before, 5, 4);
                sizes.add(page.events().size());
                page.events().stream().map(EventSummary::id).forEach(found::add);
                before = page.next();
            } while (before > 0);
            assertThat(ListingQuery.events(connection, EventSelection.ALL.withRun("first"), Long.MAX_VALUE, 5, 4)
                            .events())
                    .as("a run's events are found by the run")
                    .hasSize(1);
        }

        assertThat(found).containsExactly("first/failed");
        assertThat(sizes).containsExactly(0, 0, 1);
    }
}
