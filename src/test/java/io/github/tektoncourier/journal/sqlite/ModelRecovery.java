package io.github.tektoncourier.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.StoredEvent;
import io.github.tektoncourier.journal.sqlite.store.Database;
import io.github.tektoncourier.journal.sqlite.store.JournalFiles;
import io.github.tektoncourier.journal.sqlite.store.Reader;
import io.github.tektoncourier.journal.sqlite.store.Statements;
import io.github.tektoncourier.journal.track.Attributes;
import io.github.tektoncourier.journal.track.EventRow;
import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.run.KnownRun;
import io.github.tektoncourier.run.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a journal must know when it is opened again, whatever the crash before. */
final class ModelRecovery {

    private static final List<Scope> SCOPES = List.of(ModelRuns.ALL, ModelRuns.OTHERS);

    private final JournalModel model;
    private final SqliteJournal journal;
    private final Path database;

    ModelRecovery(JournalModel model, SqliteJournal journal, Path directory) throws IOException {
        this.model = model;
        this.journal = journal;
        this.database = JournalFiles.of(model.settings(directory)).database();
    }

    void check() throws Exception {
        model.ledger = adopted();
        model.uncertain.clear();
        Map<String, StoredSubscription> subscriptions = StoredSubscription.all(database);
        model.subscriptions.stream()
                .filter(subscription -> subscriptions.containsKey(subscription.name()))
                .forEach(subscription -> subscription.startsAt(
                        subscriptions.get(subscription.name()).start()));
        arrivals(model);
        model.subscriptions.forEach(ModelSubscription::begins);
        SCOPES.forEach(scope -> model.ledger.resumed(scope, journal.position(scope)));
        Set<Long> stored = events();
        for (ModelSubscription subscription : model.subscriptions) {
            StoredSubscription found = subscriptions.get(subscription.name());
            assertThat(found != null || !subscription.known())
                    .as("%s is known", subscription.name())
                    .isTrue();
            if (found != null) {
                subscription.holds(model.ledger, found, model.clock.millis());
                subscription.has(model.ledger, found, stored);
            }
        }
        for (Books books : journal.books()) {
            assertThat(books.balanced()).as("%s", books).isTrue();
        }
    }

    /** Requests that came to the sinks since the last look. */
    static void arrivals(JournalModel model) {
        for (ModelSubscription subscription : model.subscriptions) {
            for (StoredEvent event : subscription.sink.arrivals()) {
                subscription.attempted(event, model.ledger, model.clock.millis());
            }
        }
    }

    /** Everything acknowledged, and of the rest as much as came to the disk before the crash: the first so many. */
    private ModelLedger adopted() {
        ModelLedger candidate = model.ledger;
        int acknowledged = 0;
        for (int i = 0; i < model.uncertain.size(); i++) {
            if (model.uncertain.get(i).acknowledged) {
                acknowledged = i + 1;
            }
        }
        ModelLedger found = acknowledged == 0 && matches(candidate) ? candidate : null;
        for (int i = 0; i < model.uncertain.size(); i++) {
            candidate = candidate.copy();
            candidate.append(model.uncertain.get(i).batch, model.clock.millis());
            if (i + 1 >= acknowledged && matches(candidate)) {
                found = candidate;
            }
        }
        assertThat(found)
                .as(
                        "no way to cut the batches explains what is there: %d acknowledged of %d uncertain ones, told %s, events %d, live %s, at %s; all of them would be %s, %d, %s, %s",
                        acknowledged,
                        model.uncertain.size(),
                        told(candidate),
                        journal.totals().appended(),
                        live(ModelRuns.ALL),
                        SCOPES.stream().map(journal::position).toList(),
                        candidate.told,
                        candidate.events.size(),
                        candidate.live,
                        candidate.places)
                .isNotNull();
        return found;
    }

    private Map<String, Set<String>> told(ModelLedger ledger) {
        Map<String, Set<String>> told = new TreeMap<>();
        ledger.told.keySet().forEach(uid -> told.put(uid, journal.told(uid)));
        return told;
    }

    private boolean matches(ModelLedger ledger) {
        return journal.totals().appended() == ledger.events.size()
                && ledger.told.entrySet().stream()
                        .allMatch(run -> ledger.forgettable.contains(run.getKey())
                                || journal.told(run.getKey()).equals(run.getValue()))
                && SCOPES.stream().allMatch(scope -> live(scope).equals(ledger.live(scope)) && stands(scope, ledger));
    }

    private Set<String> live(Scope scope) {
        Set<String> live = new TreeSet<>();
        journal.live(scope, (KnownRun run) -> live.add(run.uid()));
        return live;
    }

    /** No scope is ahead of the events it led to, and none behind what is durable. */
    private boolean stands(Scope scope, ModelLedger ledger) {
        Known.Position position = journal.position(scope);
        boolean none = position.equals(Known.Position.NONE);
        return none
                ? !ledger.placeIsDurable(scope)
                : ledger.places
                        .getOrDefault(scope.key(), List.of())
                        .contains(new ModelLedger.Place(position.resourceVersion(), position.baseline()));
    }

    /** Every event under the number and with the bytes that it had when it was appended. */
    private Set<Long> events() throws SQLException {
        Set<Long> sequences = new TreeSet<>();
        try (Connection connection = Database.reader(database)) {
            Reader reader = new Reader(new Statements(connection));
            for (EventRow row : reader.after(0, Integer.MAX_VALUE)) {
                StoredEvent stored = new StoredEvent(
                        row.seq(), Attributes.parse(row.attributes()), reader.snapshot(row.snapshot()), 0);
                ModelLedger.Event expected = model.ledger.event(row.seq());
                assertThat(expected.same(stored))
                        .as("%d is %s", row.seq(), expected.id())
                        .isTrue();
                sequences.add(row.seq());
            }
            long retained = Database.number(connection, "SELECT value FROM meta WHERE key = 'retained'", 0);
            for (long sequence = retained + 1; sequence <= model.ledger.events.size(); sequence++) {
                assertThat(sequences).as("an event that retention did not take").contains(sequence);
            }
        }
        return sequences;
    }
}
