package io.github.tektoncourier.journal.sqlite;

import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.append.Inbox;
import io.github.tektoncourier.journal.append.RecentEvents;
import io.github.tektoncourier.journal.append.ScopePositions;
import io.github.tektoncourier.journal.append.Snapshots;
import io.github.tektoncourier.journal.append.ToldCache;
import io.github.tektoncourier.journal.delivery.EpisodeLog;
import io.github.tektoncourier.journal.sqlite.repair.Health;
import io.github.tektoncourier.journal.sqlite.repair.LiveRepair;
import io.github.tektoncourier.journal.sqlite.retain.Checkpoints;
import io.github.tektoncourier.journal.sqlite.retain.Housekeeping;
import io.github.tektoncourier.journal.sqlite.retain.RetentionPins;
import io.github.tektoncourier.journal.sqlite.store.DirectoryLock;
import io.github.tektoncourier.journal.sqlite.store.FileGuard;
import io.github.tektoncourier.journal.sqlite.store.HighWaterMark;
import io.github.tektoncourier.journal.sqlite.store.JournalFault;
import io.github.tektoncourier.journal.sqlite.store.Reader;
import io.github.tektoncourier.journal.sqlite.store.Readers;
import io.github.tektoncourier.journal.sqlite.store.Statements;
import io.github.tektoncourier.journal.sqlite.store.SubscriptionStore;
import io.github.tektoncourier.journal.sqlite.write.Writer;
import io.github.tektoncourier.journal.sqlite.write.WriterCall;
import io.github.tektoncourier.text.LogText;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an open journal consists of; {@link JournalAssembly} puts it together. */
record JournalParts(
        DirectoryLock lock,
        Connection connection,
        ReentrantLock writing,
        Readers readers,
        Reader planning,
        Checkpoints checkpoints,
        RecentEvents recent,
        Snapshots snapshots,
        ToldCache told,
        ScopePositions scopes,
        RetentionPins pins,
        Inbox<WriterCall> inbox,
        Housekeeping housekeeping,
        FileGuard guard,
        HighWaterMark mark,
        JournalFault fault,
        Writer writer) {

    private static final Logger LOG = LoggerFactory.getLogger(JournalParts.class);

    /**
     * Does something on the writer's connection and waits until it is durable.
     *
     * @throws JournalException when it is not
     */
    <T> T write(Writer.Statement<T> statement) {
        return await(writer.call(statement));
    }

    static <T> T await(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause();
            throw new JournalException(
                    "The journal cannot do this: " + LogText.line(cause == null ? "" : cause.getMessage(), 200), e);
        }
    }

    /** Nothing is kept for these subscriptions from now on. */
    void markGone(Collection<String> names) {
        List<Books> ended = write(connection -> new SubscriptionStore(new Statements(connection)).gone(names));
        ended.forEach(EpisodeLog::ended);
    }

    /** Takes out at once what retention allows. */
    void retain() {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        inbox.call(c -> {
            try {
                housekeeping.retain();
                done.complete(true);
            } catch (SQLException | RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        await(done);
    }

    /** What repair needs of these parts, with what subscriptions did last. */
    LiveRepair.Broken broken() {
        return new LiveRepair.Broken(lock, connection, guard, planning, fault.carried());
    }

    void locked(WriterCall call) {
        writing.lock();
        try {
            call.run(connection);
        } catch (SQLException e) {
            throw new JournalException("The journal's file refused", e);
        } finally {
            writing.unlock();
        }
    }

    void close() {
        writer.close();
        snapshots.close();
        try {
            if (!fault.broken()) {
                planning.forget();
                Health.note(connection, true);
            }
            checkpoints.close();
            readers.close();
            connection.close();
            mark.close();
        } catch (SQLException e) {
            LOG.warn("The journal's file could not be closed: {}. What was acknowledged is safe.", e.getMessage());
        }
        try {
            lock.close();
        } catch (IOException e) {
            LOG.warn("The journal's lock could not be given back: {}", e.getMessage());
        }
    }
}
