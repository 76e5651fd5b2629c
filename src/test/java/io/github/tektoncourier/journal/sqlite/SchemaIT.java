package io.github.tektoncourier.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.luben.zstd.Zstd;
import io.github.tektoncourier.filter.Globs;
import io.github.tektoncourier.journal.Batches;
import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.DeadLetter;
import io.github.tektoncourier.journal.EventSelection;
import io.github.tektoncourier.journal.FakeClock;
import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.JournalView;
import io.github.tektoncourier.journal.Outcome;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.engine.JournalFactory;
import io.github.tektoncourier.journal.history.EventFate;
import io.github.tektoncourier.journal.sqlite.store.Database;
import io.github.tektoncourier.journal.sqlite.store.JournalFiles;
import io.github.tektoncourier.journal.sqlite.store.Schema;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.run.KnownRun;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A journal's file outlives the courier that wrote it. */
@Timeout(60)
class SchemaIT {

    private static final String STORED = "{\"taskRun\":{\"kind\":\"TaskRun\"}}";

    private static final Globs ANY = Globs.ANY;

    @TempDir
    Path directory;

    private JournalSettings settings() {
        return JournalSettings.in(directory);
    }

    @Test
    void a_journal_of_schema_1_goes_on_with_all_it_knew() throws Exception {
        write(JournalFiles.of(settings()).database(), "schema-1.sql");

        try (SqliteJournal journal = SqliteJournal.open(settings(), new FakeClock())) {
            assertThat(journal.position(Batches.SCOPE)).isEqualTo(new Known.Position("17", true));
            assertThat(journal.told("alive")).containsExactlyInAnyOrder("queued", "started");
            assertThat(journal.latest("gone"))
                    .hasValueSatisfying(json ->
                            assertThat(json).asString(StandardCharsets.UTF_8).isEqualTo("{\"kind\":\"TaskRun\"}"));
            assertThat(journal.children("parent", 9, 1_000_000)).hasSize(1);
            assertThat(journal.totals().appended()).isEqualTo(2);
            assertThat(journal.books()).singleElement().satisfies(books -> assertThat(
                            books.balanced() && books.dead() == 1)
                    .isTrue());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"schema-2.sql", "schema-3.sql", "schema-4.sql", "schema-5.sql"})
    void an_older_journal_keeps_its_books_and_what_is_parked_dead_and_acknowledged(String script) throws Exception {
        write(JournalFiles.of(settings()).database(), script);
        List<Long> sent = new CopyOnWriteArrayList<>();

        try (SqliteJournal journal = SqliteJournal.open(settings(), new FakeClock())) {
            assertThat(journal.books()).allMatch(Books::balanced).hasSize(2);
            journal.subscribe(SubscriptionSettings.named("audit").withFilters(ANY, ANY, ANY, ANY), event -> {
                sent.add(event.sequence());
                return Outcome.DELIVERED;
            });
            await().untilAsserted(
                            () -> assertThat(journal.books().get(0).pending()).isZero());

            assertThat(sent).containsExactly(3L);
            assertThat(journal.books().get(0).dead()).isEqualTo(1);
            assertThat(journal.books()).allMatch(Books::balanced);
        }
    }

    @Test
    void runs_of_schema_1_are_in_no_scope_until_they_are_seen_again() throws Exception {
        write(JournalFiles.of(settings()).database(), "schema-1.sql");

        try (SqliteJournal journal = SqliteJournal.open(settings(), new FakeClock())) {
            List<KnownRun> before = live(journal);
            assertThat(journal.reached(Batches.SCOPE)).isEmpty();

            journal.append(Batches.batch(Batches.run("alive", null, "18", 10), Change.Type.MODIFIED))
                    .get(10, TimeUnit.SECONDS);

            assertThat(before).isEmpty();
            assertThat(live(journal)).extracting(KnownRun::uid).containsExactly("alive");
        }
    }

    @Test
    void what_an_older_courier_told_is_not_told_again_after_the_upgrade() throws Exception {
        write(JournalFiles.of(settings()).database(), "schema-1.sql");

        try (SqliteJournal journal = SqliteJournal.open(settings(), new FakeClock())) {
            long before = journal.totals().appended();
            journal.append(Batches.batch(Batches.run("alive", null, "18", 10), Change.Type.LISTED, "queued", "started"))
                    .get(10, TimeUnit.SECONDS);

            assertThat(journal.totals().appended()).isEqualTo(before);
        }
    }

    @Test
    void ten_thousand_events_of_schema_2_keep_their_books_and_what_waits_is_delivered_under_the_same_ids()
            throws Exception {
        write(JournalFiles.of(settings()).database(), "schema-2-large.sql");
        Set<String> ids = ConcurrentHashMap.newKeySet();

        try (SqliteJournal journal = SqliteJournal.open(settings(), new FakeClock())) {
            Books before = journal.books().get(0);
            journal.subscribe(SubscriptionSettings.named("audit"), event -> {
                ids.add(event.attributes().getOrDefault("id", ""));
                return Outcome.DELIVERED;
            });
            await().until(() -> journal.books().get(0).pending() == 0);
            Books after = journal.books().get(0);

            assertThat(before.pending()).isEqualTo(4_020);
            assertThat(before.dead()).isEqualTo(100);
            assertThat(before.balanced()).as(before.toString()).isTrue();
            assertThat(ids).hasSize(4_020).contains("run-1500/unknown/0/0", "run-2500/unknown/0/3");
            assertThat(after.delivered()).isEqualTo(4_880 + 4_020);
            assertThat(after.balanced()).as(after.toString()).isTrue();
        }
    }

    @Test
    void dead_letters_of_schema_2_are_found_by_run_and_moments_know_their_events() throws Exception {
        write(JournalFiles.of(settings()).database(), "schema-2-large.sql");
        SqliteJournal.open(settings(), new FakeClock()).close();

        try (JournalView view = JournalFactory.view(directory);
                Connection connection = connect(JournalFiles.of(settings()).database())) {
            assertThat(view.dead(EventSelection.ALL, 1_000)).hasSize(100);
            assertThat(view.dead(EventSelection.ALL.withRun("ci/build-10"), 10))
                    .extracting(DeadLetter::id)
                    .containsExactly("run-10/unknown/0/0");
            assertThat(Database.number(
                            connection, "SELECT seq FROM told WHERE run = 2500 AND moment = 'unknown/0/3'", 0))
                    .isEqualTo(9_999);
            assertThat(Database.number(connection, "SELECT count(*) FROM told WHERE seq IS NULL", 0))
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"schema-1.sql", "schema-2.sql", "schema-3.sql", "schema-4.sql", "schema-5.sql"})
    void a_schema_that_was_brought_up_to_date_is_the_one_that_a_new_journal_gets(String script, @TempDir Path fresh)
            throws Exception {
        write(JournalFiles.of(settings()).database(), script);
        SqliteJournal.open(settings(), new FakeClock()).close();
        SqliteJournal.open(JournalSettings.in(fresh), new FakeClock()).close();

        assertThat(columns(JournalFiles.of(settings()).database()))
                .isEqualTo(columns(new JournalFiles(fresh).database()))
                .isNotEmpty();
    }

    @Test
    void what_fails_on_the_way_leaves_the_old_journal_as_it_was() throws Exception {
        write(JournalFiles.of(settings()).database(), "schema-1.sql");
        try (Connection connection = connect(JournalFiles.of(settings()).database())) {
            Database.execute(connection, "CREATE VIEW scope_1 AS SELECT 1"); // in the way of the new table's making
        }

        assertThatThrownBy(() -> SqliteJournal.open(settings(), new FakeClock()))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("cannot be opened");

        try (Connection connection = connect(JournalFiles.of(settings()).database())) {
            assertThat(Schema.version(connection)).isEqualTo(1);
            assertThat(Database.number(connection, "SELECT count(*) FROM sqlite_master WHERE name = 'pod'", -1))
                    .isZero();
        }
    }

    @Test
    void who_only_reads_is_told_that_another_version_wrote_it() throws Exception {
        write(JournalFiles.of(settings()).database(), "schema-1.sql");

        assertThatThrownBy(() -> JournalFactory.view(directory))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("was written by another version of the courier");
    }

    @Test
    void sinks_keep_state_in_a_journal_of_schema_3() throws Exception {
        write(JournalFiles.of(settings()).database(), "schema-3.sql");

        try (SqliteJournal journal = SqliteJournal.open(settings(), new FakeClock())) {
            journal.sinkState("audit").orElseThrow().put(Map.of("run", "1.2"), Duration.ofDays(1));
        }

        try (SqliteJournal journal = SqliteJournal.open(settings(), new FakeClock())) {
            assertThat(journal.sinkState("audit").orElseThrow().get("run")).hasValue("1.2");
            assertThat(journal.sinkState("waits").orElseThrow().get("run")).isEmpty();
        }
    }

    @Test
    void an_outcome_that_a_courier_of_schema_4_packed_is_told_without_a_status() throws Exception {
        write(JournalFiles.of(settings()).database(), "schema-4.sql");
        SqliteJournal.open(settings(), new FakeClock()).close();

        try (JournalView view = JournalFactory.view(directory)) {
            List<EventFate> fates =
                    view.history("alive/queued", null).get(0).events().get(0).fates();

            assertThat(fates.get(0).kind()).isEqualTo(EventFate.Kind.DELIVERED);
            assertThat(fates.get(0).attempts()).isEqualTo(2);
            assertThat(fates.get(0).status()).isZero();
        }
    }

    @Test
    void every_older_schema_has_a_journal_here_that_is_brought_up_to_date() {
        for (int version = 1; version < Schema.VERSION; version++) {
            assertThat(SchemaIT.class.getResource("/journal/schema-" + version + ".sql"))
                    .as("schema " + version)
                    .isNotNull();
        }
        assertThat(SchemaIT.class.getResource("/journal/schema-" + Schema.VERSION + ".sql"))
                .isNull();
    }

    @Test
    void a_journal_of_a_newer_courier_is_left_alone() throws Exception {
        try (Connection connection = connect(JournalFiles.of(settings()).database())) {
            Database.execute(connection, "PRAGMA user_version = 99");
        }

        assertThatThrownBy(() -> SqliteJournal.open(settings(), new FakeClock()))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("newer courier (schema 99, this one knows " + Schema.VERSION);
    }

    private static List<KnownRun> live(SqliteJournal journal) {
        List<KnownRun> runs = new ArrayList<>();
        journal.live(Batches.SCOPE, runs::add);
        return runs;
    }

    private static Connection connect(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    /** As the courier of that time made it; bodies are packed here, because a script cannot. */
    static void write(Path file, String script) throws Exception {
        String sql;
        try (InputStream in = Objects.requireNonNull(SchemaIT.class.getResourceAsStream("/journal/" + script))) {
            sql = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        byte[] body = STORED.getBytes(StandardCharsets.UTF_8);
        try (Connection connection = connect(file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("PRAGMA journal_mode = WAL");
            statement.executeUpdate(sql);
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO snapshot VALUES (?, ?, ?)")) {
                for (int id = 1; id <= 2; id++) {
                    insert.setInt(1, id);
                    insert.setInt(2, body.length);
                    insert.setBytes(3, Zstd.compress(body));
                    insert.executeUpdate();
                }
            }
        }
    }

    private static List<String> columns(Path file) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (Connection connection = connect(file);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT t.type, t.name, c.name, c.type, c.\"notnull\", c.pk"
                        + " FROM sqlite_master t LEFT JOIN pragma_table_info(t.name) c WHERE t.name NOT LIKE 'sqlite%'"
                        + " ORDER BY t.name, c.cid")) {
            while (rows.next()) {
                columns.add(String.join(
                        " ",
                        rows.getString(1),
                        rows.getString(2),
                        rows.getString(3),
                        rows.getString(4),
                        rows.getString(5),
                        rows.getString(6)));
            }
        }
        return columns;
    }
}
