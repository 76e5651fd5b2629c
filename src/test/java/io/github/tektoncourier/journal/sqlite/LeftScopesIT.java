package io.github.tektoncourier.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.journal.Batches;
import io.github.tektoncourier.journal.FakeClock;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.sqlite.store.Database;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.run.Scope;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A namespace or a kind is taken out of the settings, and perhaps put back. */
@Timeout(120)
class LeftScopesIT {
    private static final Scope LEFT = Batches.SCOPE;
    private static final Scope STAYS = new Scope("test", "taskruns", "stays", "");
    private static final Duration SOON = Duration.ofMinutes(10);

    @TempDir
    Path directory;

    private final FakeClock clock = new FakeClock();
    private SqliteJournal journal;

    @BeforeEach
    void open() {
        journal = SqliteJournal.open(JournalSettings.in(directory).withRetention(Duration.ofHours(1)), clock);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private void append(Batch batch) throws Exception {
        journal.append(batch).get(10, TimeUnit.SECONDS);
    }

    private void bookmark(Scope scope, String version) throws Exception {
        append(new Batch(Change.ofScope(scope, Change.Type.BOOKMARK, version), new byte[0], List.of()));
    }

    /** As a courier does whose settings no longer name the scope. */
    private void restartWithoutIt() throws Exception {
        journal.close();
        open();
        journal.position(STAYS);
        append(stays("head"));
        clock.advance(SOON);
        journal.retain();
    }

    /** A run of the scope that stays. */
    private static Batch stays(String uid) {
        Batch batch = Batches.batch(uid, "queued");
        return new Batch(
                Change.ofRun(STAYS, Change.Type.MODIFIED, false, batch.change().run()), batch.data(), batch.entries());
    }

    private void later(Duration time) throws Exception {
        clock.advance(time);
        bookmark(STAYS, "101");
        journal.retain();
    }

    private List<String> live(Scope scope) {
        List<String> runs = new ArrayList<>();
        journal.live(scope, run -> runs.add(run.uid()));
        return runs;
    }

    private long count(String table) throws Exception {
        try (Connection connection = Database.reader(directory.resolve("journal.db"))) {
            return Database.number(connection, "SELECT count(*) FROM " + table, -1);
        }
    }

    @Test
    void a_scope_that_comes_back_within_an_hour_is_as_it_was_and_nothing_is_told_twice() throws Exception {
        append(Batches.batch("a", "queued"));
        restartWithoutIt();
        later(Duration.ofHours(1));
        journal.close();
        open();

        Known.Position position = journal.position(LEFT);
        long before = journal.totals().appended();
        append(Batches.batch("a", "queued"));

        assertThat(position.resourceVersion()).isEqualTo("1");
        assertThat(live(LEFT)).containsExactly("a");
        assertThat(journal.totals().appended()).isEqualTo(before);
        clock.advance(SOON);
        later(Duration.ofDays(30));
        assertThat(live(LEFT)).as("it is watched again").containsExactly("a");
    }

    @Test
    void a_scope_that_stays_away_is_let_go_with_its_runs_however_many() throws Exception {
        for (int i = 0; i < 2_300; i++) {
            journal.append(Batches.silent("r" + i, "queued"));
        }
        append(Batches.batch("a", "queued"));
        restartWithoutIt();

        later(Duration.ofHours(25));
        List<String> afterADay = live(LEFT);
        long told = count("told");
        later(Duration.ofHours(25));

        assertThat(afterADay).isEmpty();
        assertThat(journal.position(LEFT)).isEqualTo(Known.Position.NONE);
        assertThat(told).as("until nobody can ask for it any more").isEqualTo(2_302);
        assertThat(count("run")).isEqualTo(1);
        assertThat(count("told")).isEqualTo(1);
        assertThat(count("scope")).isEqualTo(1);
        assertThat(count("meta WHERE key LIKE 'left:%'")).isZero();
        assertThat(live(STAYS)).containsExactly("head");
    }

    @Test
    void a_run_that_is_met_again_after_its_scope_was_let_go_is_told_nothing_twice_for_another_day() throws Exception {
        append(Batches.batch("a", "queued"));
        restartWithoutIt();
        later(Duration.ofHours(25));
        long before = journal.totals().appended();

        append(Batches.batch("a", "queued"));
        later(Duration.ofDays(30));
        append(Batches.batch("a", "queued"));

        assertThat(journal.totals().appended()).isEqualTo(before);
        assertThat(live(LEFT)).containsExactly("a");
    }

    @Test
    void while_no_scope_moves_none_counts_as_left_because_the_api_server_may_be_away() throws Exception {
        append(Batches.batch("a", "queued"));
        journal.close();
        open();

        for (int day = 0; day < 5; day++) {
            clock.advance(Duration.ofDays(1));
            journal.retain();
        }

        assertThat(live(LEFT)).containsExactly("a");
        assertThat(journal.position(LEFT).resourceVersion()).isEqualTo("1");
    }

    @Test
    void what_was_told_of_a_run_that_exists_is_never_forgotten_whatever_became_of_its_events() throws Exception {
        append(Batches.batch("a", "queued", "started"));
        append(Batches.batch("last", "queued"));
        for (int month = 0; month < 12; month++) {
            clock.advance(Duration.ofDays(30));
            append(Batches.batch("last", "unknown/0/" + month));
            journal.retain();
        }
        journal.close();
        open();
        long before = journal.totals().appended();

        append(Batches.batch("a", "queued", "started"));

        assertThat(count("event WHERE moment = 'started'"))
                .as("its events are gone")
                .isZero();
        assertThat(journal.totals().appended()).isEqualTo(before);
        assertThat(journal.told("a")).containsExactlyInAnyOrder("queued", "started");
    }

    private static final Scope EVERYWHERE = new Scope("test", "taskruns", "", "");
    private static final Scope SELECTION = new Scope("test", "taskruns", "", "team=a");

    private void listed(Scope scope, String version) throws Exception {
        append(new Batch(Change.ofScope(scope, Change.Type.LIST_COMPLETE, version), new byte[0], List.of()));
    }

    @Test
    void where_scopes_stand_is_known_after_a_restart_watched_or_not_and_to_ask_for_it_is_no_use_of_them()
            throws Exception {
        listed(STAYS, "7");
        listed(EVERYWHERE, "8");
        bookmark(SELECTION, "9");
        restartWithoutIt();
        Map<Scope, Known.Position> positions = journal.positions();

        later(Duration.ofHours(25));

        assertThat(positions)
                .containsEntry(EVERYWHERE, new Known.Position("8", true))
                .containsEntry(SELECTION, new Known.Position("9", false))
                .containsKey(STAYS);
        assertThat(journal.positions()).containsOnlyKeys(STAYS);
    }

    @Test
    void a_run_is_live_until_it_is_found_deleted_or_its_scope_is_let_go() throws Exception {
        append(Batches.batch("a", "queued"));
        append(stays("b"));
        boolean atFirst = journal.isLive("a");
        restartWithoutIt();
        boolean left = journal.isLive("a");

        later(Duration.ofHours(25));

        assertThat(atFirst).isTrue();
        assertThat(left).isTrue();
        assertThat(journal.isLive("a")).isFalse();
        assertThat(journal.isLive("b")).isTrue();
        assertThat(journal.isLive("nobody")).isFalse();
    }
}
