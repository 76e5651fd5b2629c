package io.github.tektoncourier.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.cloudevent.Trimming;
import io.github.tektoncourier.filter.Globs;
import io.github.tektoncourier.journal.Outcome;
import io.github.tektoncourier.journal.StartFrom;
import io.github.tektoncourier.journal.StoredEvent;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.Verdict;
import io.github.tektoncourier.journal.delivery.Classification;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a sink saw of the journal's events over all lives, and what follows from it. */
final class ModelSubscription {

    private static final long UNKNOWN = -1;
    private static final Duration RETRY_FOR = Duration.ofMinutes(5);

    final SubscriptionSettings settings;
    final ModelSink sink = new ModelSink();
    private final boolean onlyR;
    private final Set<Long> settled = new HashSet<>();
    private final Set<Long> fresh = new HashSet<>();
    private final Set<Long> durable = new HashSet<>();
    private final Set<Long> refused = new HashSet<>();
    private final Map<Long, Long> firstFailure = new HashMap<>();
    private long start = UNKNOWN;
    private long droppable;
    private boolean gone;

    ModelSubscription(String name, int kind) {
        this.onlyR = kind % 2 == 1;
        this.settings = SubscriptionSettings.named(name)
                .withFilters(Globs.of("dev.tekton.event.*"), onlyR ? Globs.of("ns-r") : Globs.ANY, Globs.ANY, Globs.ANY)
                .withStartFrom(kind % 3 == 1 ? new StartFrom.Now() : new StartFrom.Earliest())
                .withRetryFor(kind % 3 == 2 ? SubscriptionSettings.FOREVER : RETRY_FOR)
                .withLanes(1 + kind % 3);
    }

    String name() {
        return settings.name();
    }

    boolean known() {
        return start != UNKNOWN;
    }

    void startsAt(long position) {
        assertThat(known() ? start : position).as("start of %s", name()).isEqualTo(position);
        start = position;
    }

    /** Whether it has no file any more. */
    boolean gone() {
        return gone;
    }

    void gone(boolean now) {
        gone = now;
    }

    /** Every event up to here may be taken out, because its file was gone. */
    void away(long head) {
        droppable = Math.max(droppable, head);
    }

    boolean wants(ModelLedger.Event event) {
        return !onlyR || event.namespace().equals("ns-r");
    }

    /** A request came to the sink. */
    void attempted(StoredEvent event, ModelLedger ledger, long now) {
        long sequence = event.sequence();
        assertThat(sequence)
                .as("%s was sent an event that is not durable", name())
                .isLessThanOrEqualTo(ledger.events.size());
        ModelLedger.Event expected = ledger.event(sequence);
        assertThat(expected.same(event))
                .as("%s: %d is %s, not %s", name(), sequence, expected.id(), event.attributes())
                .isTrue();
        assertThat(wants(expected)).as("%s wants %s", name(), expected.id()).isTrue();
        assertThat(durable.contains(sequence))
                .as("%s: %d, whose answer was on disk, comes again", name(), sequence)
                .isFalse();
        for (long earlier = Math.max(start, droppable) + 1; earlier < sequence; earlier++) {
            ModelLedger.Event before = ledger.event(earlier);
            assertThat(!before.key().equals(expected.key()) || !wants(before) || done(earlier, now))
                    .as("%s: %d overtakes %d of %s", name(), sequence, earlier, expected.key())
                    .isTrue();
        }
    }

    /** Settled by an answer, or given up after its time. */
    private boolean done(long sequence, long now) {
        if (settled.contains(sequence) || refused.contains(sequence)) {
            return true;
        }
        Long first = firstFailure.get(sequence);
        return first != null && now - first >= settings.retryForMillis();
    }

    void answered(StoredEvent event, Outcome outcome, long now) {
        long sequence = event.sequence();
        if (!(outcome instanceof Outcome.Failed failed)) {
            settled.add(sequence);
            fresh.add(sequence);
            return;
        }
        firstFailure.putIfAbsent(sequence, now);
        Verdict verdict = new Classification(Clock.systemUTC()).of(failed.cause());
        if (verdict.forGood() && (!verdict.tooLarge() || Trimming.next(event.data(), event.trim()) == 0)) {
            refused.add(sequence);
        }
    }

    /** A crash: whatever was answered since the last turn may come again. */
    void begins() {
        fresh.clear();
    }

    /** Those that this life's journal was given. */
    Set<Long> answers() {
        return new HashSet<>(fresh);
    }

    /** These answers are on disk. */
    void durable(Set<Long> answers) {
        durable.addAll(answers);
    }

    /** Whatever the disk no longer has as pending was answered, given up or not wanted; nothing else may pass. */
    void holds(ModelLedger ledger, StoredSubscription stored, long now) {
        startsAt(stored.start());
        long head = ledger.events.size();
        assertThat(stored.position()).as("position of %s", name()).isBetween(start, head);
        Set<Long> wrong = new TreeSet<>();
        for (long sequence = start + 1; sequence <= head; sequence++) {
            boolean answered = done(sequence, now) || !wants(ledger.event(sequence)) || sequence <= droppable;
            boolean pending = stored.pending(sequence);
            if ((!pending && !answered) || (pending && durable.contains(sequence))) {
                wrong.add(sequence);
            }
        }
        assertThat(wrong)
                .as("%s: passed without an answer, or pending with a durable one; %s", name(), stored)
                .isEmpty();
        for (long dead : stored.dead()) {
            assertThat(firstFailure).as("%s: dead without a failure", name()).containsKey(dead);
        }
    }

    /** Whatever is pending is there to be sent. */
    void has(ModelLedger ledger, StoredSubscription stored, Set<Long> events) {
        for (long sequence = Math.max(start, droppable) + 1; sequence <= ledger.events.size(); sequence++) {
            assertThat(!stored.pending(sequence) || events.contains(sequence))
                    .as("%s needs %d, which is gone", name(), sequence)
                    .isTrue();
        }
    }

    /** At the end of all lives nothing is left to wait for. */
    void complete(ModelLedger ledger, long now) {
        List<Long> missing = new ArrayList<>();
        for (long sequence = Math.max(start, droppable) + 1; sequence <= ledger.events.size(); sequence++) {
            if (wants(ledger.event(sequence)) && !done(sequence, now)) {
                missing.add(sequence);
            }
        }
        assertThat(missing).as("%s never got", name()).isEmpty();
    }
}
