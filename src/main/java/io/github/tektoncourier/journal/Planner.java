package io.github.tektoncourier.journal;

import io.cloudevents.CloudEvent;
import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.Known;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Works out what a group of batches changes: which moments are new, and the numbers they get. Used by the writer only. */
final class Planner {

    private final Reader disk;
    private final ToldCache cache;
    private final Snapshots snapshots;
    private Numbers numbers;

    /** The next free numbers; taken over from a plan only once it is committed. */
    record Numbers(long event, long run, long snapshot) {}

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
    record Planned(Plan plan, Numbers next) {}

    Planner(Reader disk, ToldCache cache, Snapshots snapshots, Numbers numbers) {
        this.snapshots = snapshots;
        this.disk = disk;
        this.cache = cache;
        this.numbers = numbers;
    }

    Planned plan(Iterable<Batch> batches, long now) throws SQLException {
        Draft draft = new Draft(numbers, now);
        for (Batch batch : batches) {
            add(draft, batch);
        }
        return new Planned(draft.plan, new Numbers(draft.event, draft.run, draft.snapshot));
    }

    void committed(Numbers next) {
        numbers = next;
    }

    private void add(Draft draft, Batch batch) throws SQLException {
        Change change = batch.change();
        change.position().ifPresent(version -> position(draft.plan, change, version));
        boolean deleted = change.type() == Change.Type.DELETED && change.run() != null && change.event() == null;
        if (batch.entries().isEmpty() && !deleted) {
            return;
        }
        RunState run = run(draft, change, !batch.entries().isEmpty());
        if (run == null) {
            return; // deleted, and never told anything
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
        if (change.event() == null) {
            run.gone(deleted);
        }
    }

    private static void position(Plan plan, Change change, String version) {
        boolean complete = change.type() == Change.Type.LIST_COMPLETE;
        Known.Position before = plan.scopes.get(change.scope().key());
        plan.scopes.put(
                change.scope().key(), new Known.Position(version, complete || (before != null && before.baseline())));
        plan.baseline |= complete;
    }

    private @Nullable RunState run(Draft draft, Change change, boolean create) throws SQLException {
        RunState.Origin origin = RunState.Origin.of(change);
        RunState staged = draft.plan.runs.get(origin.uid());
        if (staged != null) {
            return staged;
        }
        ToldCache.Known known = known(origin.uid());
        if (known == null && !create) {
            return null;
        }
        RunState run = known == null ? RunState.fresh(draft.run++, origin) : RunState.of(known);
        draft.plan.runs.put(origin.uid(), run);
        return run;
    }

    private ToldCache.@Nullable Known known(String uid) throws SQLException {
        ToldCache.Known cached = cache.get(uid);
        if (cached != null) {
            return cached;
        }
        ToldCache.Known read = disk.run(uid);
        if (read != null) {
            cache.offer(uid, read, cache.stamp()); // nobody else commits
        }
        return read;
    }

    private void append(Draft draft, Batch batch, RunState run, List<Batch.Entry> news) {
        long snapshot = 0;
        for (Batch.Entry entry : news) {
            CloudEvent event = entry.event();
            if (event == null) {
                draft.plan.silent.add(new Plan.SilentMoment(run.id, entry.moment()));
                continue;
            }
            if (snapshot == 0) {
                snapshot = draft.snapshot++;
                draft.plan.snapshots.add(new Plan.NewSnapshot(snapshot, batch.data(), snapshots.pack(batch.data())));
                if (batch.change().event() == null) {
                    run.snapshot(snapshot); // a core Event's body is no snapshot of its run
                }
            }
            EventRow row = row(draft, event, snapshot);
            draft.plan.events.add(new Plan.NewEvent(row, run.id, entry.moment()));
            run.appended(row.seq());
        }
    }

    private static EventRow row(Draft draft, CloudEvent event, long snapshot) {
        long sequence = draft.event++;
        return new EventRow(
                sequence,
                event.getType(),
                Attributes.text(event, "namespace"),
                Attributes.text(event, "kind"),
                Attributes.text(event, "outcome"),
                Attributes.text(event, "partitionkey"),
                draft.now,
                Attributes.json(event, sequence),
                snapshot);
    }
}
