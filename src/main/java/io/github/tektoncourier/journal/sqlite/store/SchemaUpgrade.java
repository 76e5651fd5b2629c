package io.github.tektoncourier.journal.sqlite.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What brings the tables of an older courier up to date, one version after the other. */
final class SchemaUpgrade {

    /** To version 2. In which scope a run is, and when a scope was reached, version 1 did not note. */
    private static final List<String> FROM_1 = List.of(
            "ALTER TABLE run ADD COLUMN scope INTEGER",
            Schema.POD,
            Schema.POD_RUN,
            "ALTER TABLE scope RENAME TO scope_1",
            Schema.SCOPE,
            "INSERT INTO scope (key, resource_version, baseline, reached)"
                    + " SELECT key, resource_version, baseline, 0 FROM scope_1",
            "DROP TABLE scope_1");

    /** To version 3. What was delivered before slots has no value. Which event a moment became is found once, by an index that is needed for nothing else. */
    private static final List<String> FROM_2 = List.of(
            "ALTER TABLE told ADD COLUMN seq INTEGER",
            "CREATE INDEX event_run ON event (run, moment)",
            "UPDATE told SET seq = (SELECT e.seq FROM event e WHERE e.run = told.run AND e.moment = told.moment)",
            "DROP INDEX event_run",
            "ALTER TABLE subscription ADD COLUMN extra INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE subscription ADD COLUMN refused INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE subscription ADD COLUMN refusal TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE subscription ADD COLUMN began INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE subscription ADD COLUMN retried INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE subscription ADD COLUMN replayed INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE subscription ADD COLUMN replay_failed INTEGER NOT NULL DEFAULT 0",
            "UPDATE subscription SET began = start",
            "ALTER TABLE exception RENAME TO exception_2",
            Schema.EXCEPTION,
            "INSERT INTO exception (subscription, seq, value, state, partitionkey, attempts, first_failure, counted,"
                    + " answer) SELECT subscription, seq, '', state, partitionkey, attempts, first_failure, counted,"
                    + " answer FROM exception_2",
            "DROP TABLE exception_2",
            Schema.FILTER,
            "CREATE TABLE request (id INTEGER PRIMARY KEY, action TEXT NOT NULL,"
                    + " asked INTEGER NOT NULL, subscription TEXT, event TEXT, run TEXT, type TEXT, reason TEXT,"
                    + " since INTEGER NOT NULL, until INTEGER NOT NULL, last INTEGER NOT NULL DEFAULT 0,"
                    + " place INTEGER NOT NULL DEFAULT 0, letters INTEGER NOT NULL DEFAULT 0,"
                    + " events INTEGER NOT NULL DEFAULT 0, done INTEGER NOT NULL DEFAULT 0)",
            Schema.OUTCOME,
            Schema.OUTCOME_FIRST,
            Schema.ATTEMPT);

    /** To version 4. Commands of before may see all namespaces. */
    private static final List<String> FROM_3 = List.of(
            Schema.SINK_STATE,
            Schema.SINK_STATE_UNTIL,
            "ALTER TABLE request ADD COLUMN namespaces TEXT NOT NULL DEFAULT ''");

    /** To version 5. Older outcomes name no step and no answer; newer ones are packed otherwise, so that an older courier must not read them. */
    private static final List<String> FROM_4 =
            List.of(Schema.STEP, "ALTER TABLE subscription ADD COLUMN " + Schema.OF_THE_SINK);

    /** To version 6. */
    private static final List<String> FROM_5 = List.of(Schema.LOG_TAIL, Schema.LOG_TAIL_READ);

    private static final Map<Integer, List<String>> STEPS =
            Map.of(1, FROM_1, 2, FROM_2, 3, FROM_3, 4, FROM_4, 5, FROM_5);

    private SchemaUpgrade() {}

    /** Whether tables of this version can be brought up to date. */
    static boolean knows(int version) {
        return STEPS.containsKey(version);
    }

    /** All statements from a version that is known on. */
    static List<String> from(int version) {
        List<String> statements = new ArrayList<>();
        for (int at = version; at < Schema.VERSION; at++) {
            statements.addAll(STEPS.getOrDefault(at, List.of()));
        }
        return statements;
    }
}
