package io.github.tektoncourier.journal.append;

import io.cloudevents.CloudEvent;
import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.journal.track.Attributes;
import io.github.tektoncourier.journal.track.EventRow;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.run.KubernetesEvent;
import io.github.tektoncourier.run.Run;
import java.util.ArrayList;
import java.util.List;

/**
 * Works out what a group of batches changes: which moments are new, and the numbers they get. Used by the writer only.
 *
 * @param <E> how the engine says that a run's row cannot be read
 */
public final class Planner<E extends Exception> {

    private final RunStates<E> states;
    private final Snapshots snapshots;
    private final ScopePositions scopes;
    private final SyncPoint syncPoint = new SyncPoint();
    private Numbers numbers;

    /** The next free numbers; taken over from a plan only once it is committed. */
    public record Numbers(long event, long run, long snapshot) {}

    private static final class Draft {
        final Plan plan = new Plan();
        final long now;
        long event;
        long run;
        long snapshot;

        Draft(Numbers from, long now) {
            this.event = from.event();
            this.run = from.run();
            this.snapshot = from.snapshot();
            this.now = now;
        }
    }

    /** A plan and the numbers that are free after it. */
    public record Planned(Plan plan, Numbers next) {}

    public Planner(RunLookup<E> disk, ToldCache cache, Snapshots snapshots, ScopePositions scopes, Numbers numbers) {
        this.scopes = scopes;
        this.snapshots = snapshots;
        this.states = new RunStates<>(disk, cache, scopes);
        this.numbers = numbers;
    }

    public Planned plan(Iterable<Inbox.Append> appends, long now) throws E {
        Draft draft = new Draft(numbers, now);
        for (Inbox.Append append : appends) {
            Change change = append.batch().change();
            if (change.type() == Change.Type.LISTED) {
                syncPoint.listed(change, append.arrived());
            }
            change.position().ifPresent(version -> position(draft.plan, change, version, append.arrived()));
            add(draft, append.batch());
        }
        return new Planned(draft.plan, new Numbers(draft.event, draft.run, draft.snapshot));
    }

    public void committed(Planned planned) {
        numbers = planned.next();
        syncPoint.committed(planned.plan().listed);
    }

    private void add(Draft draft, Batch batch) throws E {
        Change change = batch.change();
        Run shown = change.event() == null || change.type() == Change.Type.RECOVERED ? change.run() : null;
        if (batch.entries().isEmpty() && (shown == null || states.has(change, shown, draft.plan))) {
            return;
        }
        RunState run = states.of(change, draft.plan, draft.run);
        if (run.id == draft.run) {
            draft.run++;
        }
        List<Batch.Entry> news = new ArrayList<>();
        for (Batch.Entry entry : batch.entries()) {
            if (run.tell(entry.moment())) {
                news.add(entry);
            }
        }
        append(draft, batch, run, news);
        if (change.run() != null && !news.isEmpty()) {
            run.owner = change.run().ownerUid();
        }
        KubernetesEvent event = change.event();
        if (event != null && !news.isEmpty() && event.involved().kind().equals("Pod")) {
            draft.plan.pods.add(new Plan.SeenPod(
                    run.id, event.involved().name(), event.involved().uid()));
        }
        if (shown != null) {
            run.seen(scopes.id(change.scope()), shown);
        }
        if (change.event() == null) {
            // A run that is seen after its deletion was not gone, or a stale list shows it and its DELETED comes again.
            // Either way what was told of it must be kept until then.
            run.gone(change.type() == Change.Type.DELETED);
        } else if (run.neverSeen()) {
            run.gone(true); // a core Event can name a run that never was; nothing would ever say that it is gone
        }
    }

    private void position(Plan plan, Change change, String version, long arrived) {
        boolean complete = change.type() == Change.Type.LIST_COMPLETE;
        String scope = change.scope().key();
        ScopePositions.Move before = plan.scopes.get(scope);
        boolean baseline = complete || (before != null && before.position().baseline());
        long reached = Math.max(before == null ? 0 : before.reached(), syncPoint.of(change, arrived));
        plan.scopes.put(scope, new ScopePositions.Move(new Known.Position(version, baseline), reached));
        if (complete) {
            plan.listed.add(scope);
        }
    }

    private void append(Draft draft, Batch batch, RunState run, List<Batch.Entry> news) {
        long snapshot = 0;
        boolean again = !news.isEmpty() && scopes.rebuilding(batch.change().scope());
        for (Batch.Entry entry : news) {
            CloudEvent event = entry.event();
            if (event == null || (again && scopes.past(batch.change(), event) && !run.lost())) {
                draft.plan.silent.add(new Plan.SilentMoment(run.id, entry.moment()));
                continue;
            }
            if (snapshot == 0) {
                snapshot = draft.snapshot++;
                draft.plan.snapshots.add(new Plan.NewSnapshot(snapshot, batch.data(), snapshots.pack(batch.data())));
                if (isSnapshot(batch.change())) {
                    run.snapshot(snapshot);
                }
            }
            boolean replay = again || scopes.mayBeToldAgain(batch.change().scope(), event);
            EventRow row = row(draft, event, run.partitionKey(), snapshot, replay);
            draft.plan.events.add(new Plan.NewEvent(row, run.id, entry.moment()));
            run.appended(row.seq());
        }
    }

    /** Not a core Event's body, and not what is only remembered of a run that is gone. */
    private static boolean isSnapshot(Change change) {
        return change.event() == null && !change.resourceVersion().isEmpty();
    }

    private static EventRow row(Draft draft, CloudEvent event, String partitionKey, long snapshot, boolean replay) {
        long sequence = draft.event++;
        return new EventRow(
                sequence,
                event.getType(),
                Attributes.text(event, "namespace"),
                Attributes.text(event, "kind"),
                Attributes.text(event, "outcome"),
                partitionKey,
                draft.now,
                Attributes.json(event, sequence, partitionKey, replay),
                snapshot);
    }
}
