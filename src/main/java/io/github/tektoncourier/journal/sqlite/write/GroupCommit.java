package io.github.tektoncourier.journal.sqlite.write;

import io.github.tektoncourier.journal.append.Inbox;
import io.github.tektoncourier.journal.append.Plan;
import io.github.tektoncourier.journal.append.Planner;
import io.github.tektoncourier.journal.append.ScopePositions;
import io.github.tektoncourier.journal.sqlite.retain.Housekeeping;
import io.github.tektoncourier.journal.sqlite.store.Database;
import io.github.tektoncourier.journal.sqlite.store.FileGuard;
import io.github.tektoncourier.journal.sqlite.store.HighWaterMark;
import io.github.tektoncourier.journal.sqlite.store.Statements;
import io.github.tektoncourier.journal.sqlite.store.SubscriptionStore;
import io.github.tektoncourier.journal.track.Bookkeeper;
import io.github.tektoncourier.journal.track.JournalCounts;
import io.github.tektoncourier.journal.track.Progress;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** Everything that waits in one transaction: events, positions of scopes, and what subscriptions acknowledged. */
public final class GroupCommit {

    /** The writer's tools, all on its own connection. */
    public record Tools(
            Statements statements,
            AppendStatements store,
            SubscriptionStore subscriptions,
            Planner<SQLException> planner,
            Housekeeping housekeeping,
            FileGuard guard,
            RequestQueue requests,
            HighWaterMark mark) {}

    /** Progress, and whom to tell that it is on disk. */
    record Work(Bookkeeper keeper, Progress progress) {}

    /** What the writer tells the rest of the journal. */
    public interface Listener {
        /** Called on the writer's thread with what was just committed. */
        void committed(Plan plan);
    }

    private final ReentrantLock writing;
    private final Clock clock;
    private final Tools tools;
    private final ScopePositions scopes;
    private final JournalCounts counts = new JournalCounts();
    private final Listener listener;

    GroupCommit(ReentrantLock writing, Clock clock, Tools tools, ScopePositions scopes, Listener listener) {
        this.writing = writing;
        this.clock = clock;
        this.tools = tools;
        this.scopes = scopes;
        this.listener = listener;
    }

    /** Returns when all of it is on disk; touches the disk only if something must be there, or is due. */
    void commit(List<Inbox.Append> appends, List<Work> progress, boolean due) throws SQLException {
        long now = clock.millis();
        Planner.Planned planned = tools.planner().plan(appends, now);
        Plan plan = planned.plan();
        if (plan.mustCommit() || !progress.isEmpty() || scopes.due() <= now || due) {
            transaction(plan, progress, now);
        } else {
            scopes.moved(plan.scopes);
        }
        tools.planner().committed(planned);
        listener.committed(plan);
        progress.forEach(work -> work.keeper().committed(work.progress()));
    }

    private void transaction(Plan plan, List<Work> progress, long now) throws SQLException {
        writing.lock();
        try {
            Map<String, ScopePositions.Row> moved = scopes.with(plan.scopes);
            tools.statements().get("BEGIN IMMEDIATE").execute();
            try {
                tools.store().write(plan, now);
                tools.store().scopes(moved);
                for (Work work : progress) {
                    tools.subscriptions().write(work.progress());
                }
                long begun = System.nanoTime();
                tools.statements().get("COMMIT").execute();
                counts.committed(System.nanoTime() - begun);
                tools.guard().check(); // what went into a file that is not at its place must not be acknowledged
            } catch (SQLException | RuntimeException e) {
                rollback(e);
                throw e;
            }
            scopes.moved(plan.scopes);
            scopes.written(moved.keySet(), now);
            tools.mark()
                    .committed(
                            plan.rows(), progress.stream().map(Work::progress).toList(), scopes.known());
            tools.housekeeping().committed(plan.bytesOnDisk());
            counts.appended(plan.rows());
            progress.forEach(work -> counts.settled(work.progress()));
        } finally {
            writing.unlock();
        }
    }

    /** What was committed, in figures. */
    JournalCounts counts() {
        return counts;
    }

    /** Leaves no half of anything behind. */
    void rollback(Exception cause) {
        tools.statements().forget();
        try {
            Database.execute(tools.statements().connection(), "ROLLBACK");
        } catch (SQLException e) {
            cause.addSuppressed(e); // a disk that is full has rolled back by itself
        }
    }
}
