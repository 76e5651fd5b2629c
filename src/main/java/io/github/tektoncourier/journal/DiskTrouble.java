package io.github.tektoncourier.journal;

import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Waits out a disk that refuses, and says loudly that it does. */
final class DiskTrouble {

    private static final Logger LOG = LoggerFactory.getLogger(DiskTrouble.class);
    private static final long FIRST_MILLIS = 100;
    private static final long MAX_MILLIS = 10_000;
    private static final long SAY_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Inbox inbox;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition hurried = lock.newCondition();
    private int attempts;
    private long said;
    private volatile @Nullable String message;

    DiskTrouble(Inbox inbox) {
        this.inbox = inbox;
    }

    /** Whether the same write may succeed later; a violated constraint never will. */
    boolean isOfTheDisk(Exception e) {
        if (!(e instanceof SQLException)) {
            return false;
        }
        if (e instanceof SQLiteException sqlite) {
            int primary = sqlite.getResultCode().code & 0xff;
            return primary != SQLiteErrorCode.SQLITE_CONSTRAINT.code
                    && primary != SQLiteErrorCode.SQLITE_TOOBIG.code
                    && primary != SQLiteErrorCode.SQLITE_MISMATCH.code;
        }
        return true;
    }

    /** Waits a growing while; false when the journal is closing and there is no use. */
    boolean waitAndRetry(Exception e) throws InterruptedException {
        if (inbox.closing()) {
            LOG.error(
                    "The journal closes while its disk refuses: {}. What was not acknowledged will be found again.",
                    text(e));
            return false;
        }
        attempts++;
        message = text(e);
        if (attempts == 1 || System.nanoTime() - said > SAY_AGAIN_NANOS) {
            said = System.nanoTime();
            LOG.error(
                    "The journal cannot write: {}. Nothing is lost: the watch waits until it can. Check that its disk"
                            + " has room, is writable and healthy (courier.journal.directory); it is tried again by itself.",
                    text(e));
        }
        lock.lock();
        try {
            long wait = Math.min(MAX_MILLIS, FIRST_MILLIS << Math.min(attempts - 1, 7));
            long left = TimeUnit.MILLISECONDS.toNanos(wait);
            while (left > 0 && !inbox.closing()) {
                left = hurried.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
        return true;
    }

    void over() {
        if (attempts > 0) {
            LOG.info("The journal can write again, after {} attempts", attempts);
            attempts = 0;
            message = null;
        }
    }

    void hurry() {
        lock.lock();
        try {
            hurried.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    String message() {
        return message;
    }

    private static String text(Exception e) {
        return Redaction.line(e.getMessage(), 300);
    }
}
