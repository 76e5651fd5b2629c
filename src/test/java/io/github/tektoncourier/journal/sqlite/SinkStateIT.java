package io.github.tektoncourier.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tektoncourier.journal.FakeClock;
import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.Outcome;
import io.github.tektoncourier.journal.SinkState;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.sqlite.store.Database;
import io.github.tektoncourier.journal.sqlite.store.JournalFiles;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** State that sinks keep in a real file. */
@Timeout(60)
class SinkStateIT {

    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    Path directory;

    private final FakeClock clock = new FakeClock();
    private SqliteJournal journal;

    @BeforeEach
    void open() {
        journal = SqliteJournal.open(JournalSettings.in(directory), clock);
        journal.subscribe(SubscriptionSettings.named("chat"), event -> Outcome.DELIVERED);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void a_value_is_there_at_once_and_until_its_time_is_over() {
        SinkState state = journal.sinkState("chat").orElseThrow();
        state.put(Map.of("a", "1", "b", "ü"), DAY);
        state.put(Map.of("a", "2"), DAY.multipliedBy(2));

        clock.advance(DAY);

        assertThat(state.get("a")).hasValue("2");
        assertThat(state.get("b")).isEmpty();
    }

    @Test
    void what_is_over_is_taken_out_of_the_file() throws Exception {
        journal.sinkState("chat").orElseThrow().put(Map.of("a", "1"), DAY);

        clock.advance(DAY);
        journal.retain();

        assertThat(rows()).isZero();
    }

    @Test
    void beyond_the_most_entries_those_that_end_first_go() throws Exception {
        SinkState state = journal.sinkState("chat").orElseThrow();
        state.put(Map.of("kept", "1"), DAY);
        try (Connection connection = connection()) {
            Database.execute(
                    connection,
                    "INSERT INTO sink_state WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
                            + SinkState.MOST
                            + ") SELECT subscription, 'k' || i, 'v', until - 1000 + (i = 1) FROM n, sink_state"
                            + " WHERE key = 'kept'");
        }

        journal.retain();

        assertThat(rows()).isEqualTo(SinkState.MOST);
        assertThat(state.get("kept")).hasValue("1");
        assertThat(state.get("k1")).hasValue("v");
    }

    @Test
    void a_value_that_is_too_long_is_refused_and_nothing_of_it_is_kept() {
        SinkState state = journal.sinkState("chat").orElseThrow();

        assertThatThrownBy(() -> state.put(Map.of("a", "1", "b", "x".repeat(SinkState.LONGEST_VALUE + 1)), DAY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most " + SinkState.LONGEST_VALUE);
        assertThat(state.get("a")).isEmpty();
    }

    @Test
    void a_subscription_that_is_not_there_keeps_nothing() {
        assertThatThrownBy(() -> journal.sinkState("none").orElseThrow().put(Map.of("a", "1"), DAY))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("no subscription none");
    }

    private long rows() throws Exception {
        try (Connection connection = connection()) {
            return Database.number(connection, "SELECT count(*) FROM sink_state", -1);
        }
    }

    private Connection connection() throws Exception {
        return DriverManager.getConnection(
                "jdbc:sqlite:" + JournalFiles.of(JournalSettings.in(directory)).database());
    }
}
