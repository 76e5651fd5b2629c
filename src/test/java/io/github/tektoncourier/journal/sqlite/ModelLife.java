package io.github.tektoncourier.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.Outcome;
import io.github.tektoncourier.journal.sqlite.store.JournalFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One life of the journal: what happens in it, and what the world outside knows when it is cut. */
final class ModelLife {

    /** A batch, and whether the journal said in time that it is durable. */
    static final class Pending {
        final Batch batch;
        final CompletableFuture<Void> future;
        volatile boolean acknowledged;

        Pending(Batch batch, CompletableFuture<Void> future) {
            this.batch = batch;
            this.future = future;
        }

        boolean durable() {
            return future.isDone() && !future.isCompletedExceptionally();
        }
    }

    private static final int MOST_ROUNDS = 400;

    private final JournalModel model;
    private final CrashingDisk disk;
    private final SteppedJournal stepped;
    private final Deque<Pending> pending = new ArrayDeque<>();
    private final Path directory;

    ModelLife(JournalModel model, Path directory, Path image, CrashingDisk.Crash crash) throws Exception {
        this.model = model;
        this.directory = directory;
        this.disk = new CrashingDisk(directory, image, crash, new Random(model.random.nextLong()), this::cut);
        this.stepped = new SteppedJournal(SqliteJournal.open(model.settings(directory), model.clock, disk));
        new ModelRecovery(model, stepped.journal(), directory).check();
    }

    boolean crashed() {
        return disk.crashed();
    }

    /** Called at the step of the crash: nothing that is said later is heard. */
    private void cut() {
        pending.forEach(append -> append.acknowledged = append.durable());
        model.subscriptions.forEach(subscription -> subscription.sink.cut());
    }

    void operate() throws Exception {
        new ModelOperation(model, this, stepped, disk).next();
        observe();
    }

    void append(Batch batch) {
        pending.add(new Pending(batch, stepped.append(batch)));
    }

    int waiting() {
        return pending.size();
    }

    /** One group of the writer; afterwards all that was answered before is on disk. */
    void turn() throws Exception {
        Map<ModelSubscription, Set<Long>> answers = answers();
        int before = pending.size();
        away();
        stepped.turn();
        await(before - stepped.journal().totals().waiting());
        observe();
        if (!crashed()) {
            answers.forEach(ModelSubscription::durable);
            looksRight();
        }
    }

    private Map<ModelSubscription, Set<Long>> answers() {
        Map<ModelSubscription, Set<Long>> answers = new HashMap<>();
        model.subscriptions.forEach(subscription -> answers.put(subscription, subscription.answers()));
        return answers;
    }

    /** Only what a subscription needs whose file is gone is not held back. */
    private void away() {
        int coming = pending.stream()
                .mapToInt(append -> append.batch.entries().size())
                .sum();
        for (ModelSubscription subscription : model.subscriptions) {
            if (subscription.gone()) {
                subscription.away(model.ledger.events.size() + (long) coming);
            }
        }
    }

    private void await(int taken) throws Exception {
        int left = taken;
        for (Pending append : pending) {
            if (left-- <= 0) {
                return;
            }
            await(append);
        }
    }

    private static void await(Pending append) throws InterruptedException, TimeoutException {
        try {
            append.future.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException refused) {
            // looked at when it is taken out
        }
    }

    /** Learns what the journal said and what the sinks got. */
    void observe() {
        if (crashed()) {
            return; // only what the next life finds can tell
        }
        while (!pending.isEmpty() && pending.element().future.isDone()) {
            Pending first = pending.remove();
            if (first.durable()) {
                model.ledger.append(first.batch, model.clock.millis());
            }
        }
        ModelRecovery.arrivals(model);
    }

    private void looksRight() {
        SqliteJournal journal = stepped.journal();
        assertThat(journal.totals().appended()).as("events").isEqualTo(model.ledger.events.size());
        for (Books books : journal.books()) {
            assertThat(books.balanced()).as("%s", books).isTrue();
        }
        if (pending.isEmpty()) {
            model.ledger.places.forEach((scope, places) -> assertThat(List.of(ModelRuns.ALL, ModelRuns.OTHERS).stream()
                            .filter(s -> s.key().equals(scope))
                            .map(s -> journal.position(s).resourceVersion()))
                    .containsExactly(ModelLedger.last(places).resourceVersion()));
        }
    }

    void subscribe(ModelSubscription subscription) throws Exception {
        away();
        stepped.subscribe(subscription);
        await(pending.size() - stepped.journal().totals().waiting());
        if (stepped.open(subscription.name())) {
            subscription.gone(false);
        }
        if (!crashed() && stepped.open(subscription.name())) {
            stepped.journal().books().stream()
                    .filter(books -> books.subscription().equals(subscription.name()))
                    .forEach(books ->
                            subscription.startsAt(stepped.journal().totals().appended() - books.appended()));
        }
        observe();
    }

    void unsubscribe(ModelSubscription subscription) throws Exception {
        away();
        stepped.unsubscribe(subscription, () -> takeAll(subscription));
        await(pending.size() - stepped.journal().totals().waiting());
    }

    /** Its file is gone. */
    void remove(ModelSubscription subscription) throws Exception {
        unsubscribe(subscription);
        if (!crashed()) {
            subscription.gone(true);
            away();
            stepped.release(subscription.name());
            await(pending.size() - stepped.journal().totals().waiting());
        }
    }

    private void takeAll(ModelSubscription subscription) {
        for (ModelSink.Request request : subscription.sink.waiting()) {
            answer(subscription, request, Outcome.DELIVERED);
        }
    }

    void answer(ModelSubscription subscription, ModelSink.Request request, Outcome outcome) {
        subscription.answered(request.event(), outcome, model.clock.millis());
        subscription.sink.answer(request, outcome);
    }

    /** Ends it; true when the next life begins with an image. */
    boolean end() throws Exception {
        if (!crashed() && model.random.nextBoolean() && !model.last()) {
            disk.crashNow();
        }
        if (!crashed()) {
            holds();
            model.say("close");
            for (ModelSubscription subscription : model.subscriptions) {
                if (!crashed()) {
                    unsubscribe(subscription);
                    aSlowStop();
                }
            }
        }
        boolean orderly = !crashed();
        away();
        if (!orderly) {
            model.say("cut " + disk.where());
            model.subscriptions.forEach(subscription -> subscription.sink.dies());
        }
        stepped.close();
        if (orderly && crashed()) {
            model.say("cut while closing, " + disk.where());
        }
        for (Pending append : pending) {
            await(append);
        }
        observe();
        if (!crashed()) {
            answers().forEach(ModelSubscription::durable);
        }
        pending.forEach(append -> model.uncertain.add(append));
        return crashed();
    }

    /** Others end what they deliver, and room is wanted meanwhile. */
    private void aSlowStop() throws Exception {
        for (int i = model.random.nextInt(3); i > 0 && !crashed(); i--) {
            model.advance(Duration.ofSeconds(model.random.nextInt(30)));
            turn();
        }
    }

    private void holds() throws Exception {
        Map<String, StoredSubscription> stored = StoredSubscription.all(
                JournalFiles.of(model.settings(directory)).database());
        for (ModelSubscription subscription : model.subscriptions) {
            StoredSubscription found = stored.get(subscription.name());
            if (found != null) {
                subscription.holds(model.ledger, found, model.clock.millis());
            }
        }
    }

    void untilNothingIsPending() throws Exception {
        for (ModelSubscription subscription : model.subscriptions) {
            if (!stepped.open(subscription.name())) {
                subscribe(subscription);
            }
        }
        boolean left = true;
        for (int i = 0; left; i++) {
            assertThat(i)
                    .as("rounds until nothing is pending; %s", stepped.journal().books())
                    .isLessThan(MOST_ROUNDS);
            for (ModelSubscription subscription : model.subscriptions) {
                for (ModelSink.Request request : subscription.sink.waiting()) {
                    answer(subscription, request, Outcome.DELIVERED);
                }
            }
            stepped.settle();
            observe();
            model.advance(Duration.ofSeconds(i % 4 == 3 ? 61 : 0));
            stepped.wake();
            observe();
            turn();
            left = !pending.isEmpty() || stepped.journal().books().stream().anyMatch(books -> books.pending() > 0);
        }
    }

    /** A cluster that is listed once more has nothing new. */
    void everythingIsKnown() throws Exception {
        list();
        long events = model.ledger.events.size();
        list();
        assertThat(stepped.journal().totals().appended())
                .as("events after another list")
                .isEqualTo(events);
    }

    /** A journal that is full takes it only as fast as its events are delivered. */
    private void list() throws Exception {
        for (Batch batch : model.runs.everything(model.forgotten())) {
            append(batch);
        }
        untilNothingIsPending();
    }
}
