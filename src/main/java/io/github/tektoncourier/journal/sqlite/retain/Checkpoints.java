package io.github.tektoncourier.journal.sqlite.retain;

import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.sqlite.store.Database;
import io.github.tektoncourier.journal.sqlite.store.JournalFault;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves the write-ahead log into the file on a thread of its own, so that no commit ever pays for it. */
public final class Checkpoints implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
    private static final long AFTER_BYTES = 4 * JournalSettings.MEBIBYTE;
    private static final long AFTER_MILLIS = 5_000;
    private static final long TOO_LONG = 32 * JournalSettings.MEBIBYTE;

    private final Connection connection;
    private final ReentrantLock writing;
    private final long pageSize;
    private final JournalFault fault;
    private final Runnable after;
    private final Thread thread;
    private long pending;
    private boolean closed;

    /**
     * Begins.
     *
     * @param writing held by the writer for each transaction
     * @param after run behind each checkpoint, on the same thread
     */
    public Checkpoints(Connection connection, ReentrantLock writing, JournalFault fault, Runnable after)
            throws SQLException {
        this.connection = connection;
        this.fault = fault;
        this.writing = writing;
        this.after = after;
        this.pageSize = Database.number(connection, "PRAGMA page_size", 4096);
        this.thread = new Thread(this::run, "journal-checkpoint");
        thread.setDaemon(true);
        thread.start();
    }

    /** Says that about so much was written. */
    synchronized void written(long bytes) {
        pending += bytes;
        if (pending >= AFTER_BYTES) {
            notifyAll();
        }
    }

    private void run() {
        while (await()) {
            try {
                checkpoint();
                after.run();
            } catch (SQLException | RuntimeException e) {
                if (fault.report(e)) {
                    return;
                }
                LOG.warn(
                        "Cannot move the journal's write-ahead log into its file: {}. It is tried again.",
                        e.getMessage());
            }
        }
    }

    private synchronized boolean await() {
        try {
            long deadline = System.nanoTime() + AFTER_MILLIS * 1_000_000;
            long left = AFTER_MILLIS;
            while (!closed && pending < AFTER_BYTES && (left > 0 || pending == 0)) {
                wait(left > 0 ? left : AFTER_MILLIS);
                left = (deadline - System.nanoTime()) / 1_000_000;
            }
        } catch (InterruptedException e) {
            return false;
        }
        pending = 0;
        return !closed;
    }

    private void checkpoint() throws SQLException {
        if (pages("PASSIVE") * pageSize > TOO_LONG) {
            writing.lock(); // little is left to move, but while someone writes the log cannot begin anew
            try {
                pages("TRUNCATE");
            } finally {
                writing.unlock();
            }
        }
    }

    /** Pages in the log. */
    private long pages(String mode) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(" + mode + ")")) {
            return row.next() ? row.getLong(2) : 0;
        }
    }

    @Override
    public void close() throws SQLException {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connection.close();
    }
}
