package io.github.tektoncourier.journal.sqlite.write;

import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.append.Completions;
import io.github.tektoncourier.journal.append.Inbox;
import io.github.tektoncourier.journal.append.ScopePositions;
import io.github.tektoncourier.journal.sqlite.retain.Housekeeping;
import io.github.tektoncourier.journal.sqlite.store.Database;
import io.github.tektoncourier.journal.sqlite.store.DiskTrouble;
import io.github.tektoncourier.journal.sqlite.store.FileGuard;
import io.github.tektoncourier.journal.sqlite.store.JournalFault;
import io.github.tektoncourier.journal.sqlite.store.LostFileException;
import io.github.tektoncourier.journal.track.Bookkeeper;
import io.github.tektoncourier.journal.track.JournalCounts;
import io.github.tektoncourier.journal.track.Progress;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes: everything that waits goes into one transaction, and no future completes before it is on
 * disk. A disk that refuses is asked again for ever; a batch that can never be written fails alone.
 */
public final class Writer implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

    private final Connection connection;
    private final ReentrantLock writing;
    private final Clock clock;
    private final Inbox<WriterCall> inbox;
    private final GroupCommit commits;
    private final Housekeeping housekeeping;
    private final RequestQueue requests;
    private final ScopePositions scopes;
    private final DiskTrouble trouble;
    private final FileGuard guard;
    private final JournalFault fault;
    private final Completions completions = new Completions();
    private final Thread thread;

    public Writer(
            ReentrantLock writing,
            Clock clock,
            Inbox<WriterCall> inbox,
            GroupCommit.Tools tools,
            ScopePositions scopes,
            JournalFault fault,
            GroupCommit.Listener listener) {
        this.connection = tools.statements().connection();
        this.writing = writing;
        this.clock = clock;
        this.inbox = inbox;
        this.commits = new GroupCommit(writing, clock, tools, scopes, listener);
        this.housekeeping = tools.housekeeping();
        this.requests = tools.requests();
        this.scopes = scopes;
        this.guard = tools.guard();
        this.fault = fault;
        this.trouble = new DiskTrouble(inbox::closing);
        this.thread = new Thread(this, "journal-writer");
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Ends after everything that waits was written or refused. */
    public void close() {
        inbox.close();
        trouble.hurry();
        try {
            thread.join(30_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        completions.close();
    }

    @Override
    public void run() {
        boolean open = true;
        while (open) {
            try {
                open = turn();
            } catch (InterruptedException e) {
                open = false;
            } catch (RuntimeException | Error e) {
                LOG.error("The journal's writer met something it does not know; it goes on", e);
            }
        }
        abandon();
    }

    private void abandon() {
        if (fault.broken()) {
            inbox.close();
            inbox.abandon().forEach(append -> fault.strand(append.durable()));
            try {
                inbox.take(false, 0).calls().forEach(this::run); // they fail one by one, or work on the open file
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        JournalException closed = new JournalException("The journal was closed before this was written");
        inbox.abandon().forEach(append -> append.durable().completeExceptionally(closed));
    }

    private boolean turn() throws InterruptedException {
        boolean full = housekeeping.full();
        long now = clock.millis();
        long due = Math.min(Math.min(scopes.due(), housekeeping.due(now)), requests.due(now));
        Inbox.Group<WriterCall> group = inbox.take(!full, Math.max(0, Math.min(due - now, FileGuard.EVERY_MILLIS)));
        try {
            write(group.appends(), progress(group.keepers()));
        } catch (RuntimeException | Error e) {
            group.appends().forEach(append -> append.durable().completeExceptionally(e)); // no caller waits for ever
            group.calls().forEach(this::run);
            throw e;
        }
        for (WriterCall call : group.calls()) {
            run(call);
        }
        if (fault.broken()) {
            return false;
        }
        if (group.closing() && (full || inbox.waiting() == 0)) {
            write(List.of(), List.of()); // scopes that moved alone
            return false;
        }
        locked(() -> housekeeping.turn(inbox.waiting()));
        locked(requests::turn);
        return true;
    }

    private void lookAtFiles() {
        try {
            guard.check();
        } catch (LostFileException e) {
            fault.report(e);
        }
    }

    /** What was committed, in figures. */
    public JournalCounts counts() {
        return commits.counts();
    }

    private static List<GroupCommit.Work> progress(List<Bookkeeper> keepers) {
        List<GroupCommit.Work> work = new ArrayList<>();
        for (Bookkeeper keeper : keepers) {
            Progress progress = keeper.progress();
            if (progress != null) {
                work.add(new GroupCommit.Work(keeper, progress));
            }
        }
        return work;
    }

    /** Writes the group, whatever it takes. */
    private void write(List<Inbox.Append> appends, List<GroupCommit.Work> progress) throws InterruptedException {
        while (true) {
            lookAtFiles();
            if (fault.broken()) {
                appends.forEach(append -> fault.strand(append.durable()));
                progress.forEach(work -> fault.carry(work.progress()));
                return;
            }
            try {
                commits.commit(appends, progress, inbox.closing());
                completions.complete(appends);
                trouble.over();
                return;
            } catch (SQLException | RuntimeException e) {
                if (fault.report(e)) {
                    continue;
                }
                if (trouble.isOfTheDisk(e) || appends.isEmpty()) {
                    if (!trouble.waitAndRetry(e)) {
                        JournalException closed =
                                new JournalException("The journal was closed while its disk refused", e);
                        appends.forEach(append -> append.durable().completeExceptionally(closed));
                        return;
                    }
                } else {
                    apart(appends, progress, e);
                    return;
                }
            }
        }
    }

    /** One of them cannot be written by anyone: each by itself, so that only that one fails. */
    private void apart(List<Inbox.Append> appends, List<GroupCommit.Work> progress, Exception e)
            throws InterruptedException {
        if (appends.size() > 1) {
            write(List.of(), progress);
            for (Inbox.Append append : appends) {
                write(List.of(append), List.of());
            }
            return;
        }
        Inbox.Append culprit = appends.get(0);
        LOG.error(
                "A batch about {} cannot be journalled and is refused; others go on",
                culprit.batch().change().scope().words(),
                e);
        culprit.durable().completeExceptionally(new JournalException("The journal cannot take this batch", e));
        write(List.of(), progress);
    }

    /** A call's own result tells how it went. */
    private void run(WriterCall call) {
        locked(() -> call.run(connection));
    }

    private interface Step {
        void run() throws SQLException;
    }

    private void locked(Step step) {
        writing.lock();
        try {
            step.run();
        } catch (SQLException e) {
            if (fault.report(e)) {
                return;
            }
            LOG.warn("The journal's housekeeping failed: {}. It is tried again.", e.getMessage());
        } finally {
            writing.unlock();
        }
    }

    /** Runs something in a transaction of its own on the writer's thread. */
    public <T> CompletableFuture<T> call(Statement<T> statement) {
        CompletableFuture<T> result = new CompletableFuture<>();
        inbox.call(c -> {
            try {
                Database.execute(c, "BEGIN IMMEDIATE");
                T value = statement.run(c);
                Database.execute(c, "COMMIT");
                result.complete(value);
            } catch (SQLException | RuntimeException e) {
                commits.rollback(e);
                fault.report(e);
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    /** Something to be done in a transaction. */
    public interface Statement<T> {
        T run(Connection connection) throws SQLException;
    }

    @Nullable
    public String trouble() {
        return trouble.message();
    }
}
