package io.github.tektoncourier.offline;

import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.Delivery;
import io.github.tektoncourier.journal.Hold;
import io.github.tektoncourier.journal.Journal;
import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.Subscription;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.Totals;
import io.github.tektoncourier.run.InMemoryKnown;
import io.github.tektoncourier.run.KnownRun;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A journal that keeps nothing: it only knows which routes subscribe, and the runs of a trial. */
final class OfflineJournal implements Journal {

    /** A route that waits for events. */
    record Waiting(SubscriptionSettings settings, Delivery delivery) {}

    private final Map<String, Waiting> waiting = new LinkedHashMap<>();
    private InMemoryKnown told = new InMemoryKnown();
    private final Map<String, Run> runs = new LinkedHashMap<>();

    /** The routes that subscribe, by name. */
    Map<String, Waiting> waiting() {
        return waiting;
    }

    /** Makes the latest state of a run known. */
    void know(Run run) {
        runs.put(run.uid(), run);
    }

    /** The latest state of a run that is known. */
    Optional<Run> run(String uid) {
        return Optional.ofNullable(runs.get(uid));
    }

    /** Knows no run any more. */
    void forgetRuns() {
        runs.clear();
        told = new InMemoryKnown();
    }

    /** Notes a moment as told. */
    void tell(String uid, String moment) {
        boolean unused = told.tell(uid, moment);
    }

    @Override
    public Subscription subscribe(SubscriptionSettings wanted, Delivery delivery) {
        waiting.put(wanted.name(), new Waiting(wanted, delivery));
        return new Subscription() {
            @Override
            public String name() {
                return wanted.name();
            }

            @Override
            public void close() {
                waiting.remove(wanted.name());
            }
        };
    }

    @Override
    public Set<String> told(String uid) {
        return told.told(uid);
    }

    @Override
    public Optional<byte[]> latest(String uid) {
        return Optional.ofNullable(runs.get(uid)).map(Run::json);
    }

    @Override
    public List<byte[]> children(String pipelineRunUid, int limit, int bytes) {
        List<byte[]> children = new ArrayList<>();
        int left = bytes;
        for (Run run : runs.values()) {
            boolean child = pipelineRunUid.equals(run.ownerUid());
            if (child && children.size() < limit && run.json().length <= left) {
                children.add(run.json());
                left -= run.json().length;
            }
        }
        return children;
    }

    @Override
    public CompletableFuture<Void> append(Batch batch) {
        throw new JournalException("A trial of sink files appends nothing");
    }

    @Override
    public Position position(Scope scope) {
        return Position.NONE;
    }

    @Override
    public Optional<KnownRun> ofPod(String namespace, String podName) {
        return Optional.empty();
    }

    @Override
    public void live(Scope scope, Consumer<KnownRun> each) {}

    @Override
    public Optional<Instant> reached(Scope scope) {
        return Optional.empty();
    }

    @Override
    public void release(Collection<String> names) {}

    @Override
    public void forget(Collection<String> names) {}

    @Override
    public Set<String> waitedFor() {
        return Set.of();
    }

    @Override
    public void expectOnly(Set<String> expected, Set<String> off) {}

    @Override
    public OptionalLong noted(String key) {
        return OptionalLong.empty();
    }

    @Override
    public void note(String key, long value) {}

    @Override
    public List<Books> books() {
        return List.of();
    }

    @Override
    public List<Hold> holds() {
        return List.of();
    }

    @Override
    public Totals totals() {
        throw new JournalException("A trial of sink files has no totals");
    }

    @Override
    public void stopping() {}

    @Override
    public CompletableFuture<Void> ended() {
        return new CompletableFuture<>();
    }

    @Override
    public void giveUpWaiting() {}

    @Override
    public void close() {
        waiting.clear();
    }
}
