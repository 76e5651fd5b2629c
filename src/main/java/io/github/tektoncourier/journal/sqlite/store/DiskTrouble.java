package io.github.tektoncourier.journal.sqlite.store;

import io.github.tektoncourier.text.LogText;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Waits out a disk that refuses, and says loudly that it does. */
public final class DiskTrouble {

    private static final Logger LOG = LoggerFactory.getLogger(DiskTrouble.class);
    private static final long FIRST_MILLIS = 100;
    private static final long MAX_MILLIS = 10_000;
    private static final long SAY_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final BooleanSupplier closing;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition hurried = lock.newCondition();
    private int attempts;
    private long said;
    private volatile @Nullable String message;

    /** @param closing whether the journal closes, so that waiting is of no use */
    public DiskTrouble(BooleanSupplier closing) {
        this.closing = closing;
    }

    /** Whether the same write may succeed later; a violated constraint never will. */
    public boolean isOfTheDisk(Exception e) {
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
    public boolean waitAndRetry(Exception e) throws InterruptedException {
        if (closing.getAsBoolean()) {
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
                            + " has room, is writable and healthy (courier.journal.directory); it is tried again by"
                            + " itself.",
                    text(e));
        }
        lock.lock();
        try {
            long wait = Math.min(MAX_MILLIS, FIRST_MILLIS << Math.min(attempts - 1, 7));
            long left = TimeUnit.MILLISECONDS.toNanos(wait);
            while (left > 0 && !closing.getAsBoolean()) {
                left = hurried.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
        return true;
    }

    public void over() {
        if (attempts > 0) {
            LOG.info("The journal can write again, after {} attempts", attempts);
            attempts = 0;
            message = null;
        }
    }

    public void hurry() {
        lock.lock();
        try {
            hurried.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    public String message() {
        return message;
    }

    private static String text(Exception e) {
        return words(e);
    }

    /** What is wrong, in words of people: Java says no more of some errors than the name of the file. */
    public static String words(Throwable e) {
        String text = LogText.line(String.valueOf(e.getMessage()), 300);
        if (e instanceof AccessDeniedException) {
            return "no permission for " + text;
        }
        if (e instanceof NoSuchFileException) {
            return text + " is not there";
        }
        if (e instanceof FileAlreadyExistsException || e instanceof NotDirectoryException) {
            return text + " is no directory";
        }
        if (!(e instanceof SQLiteException sqlite)) {
            return text;
        }
        return switch (SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & 0xff)) {
            case SQLITE_FULL -> "no room left (" + text + ")";
            case SQLITE_IOERR -> "the disk fails (" + text + ")";
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN -> "it may not be written (" + text + ")";
            case SQLITE_CORRUPT, SQLITE_NOTADB -> "it is damaged (" + text + ")";
            default -> text;
        };
    }
}
