package io.github.tektoncourier.journal.sqlite.store;

import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.track.DamagedException;
import io.github.tektoncourier.journal.track.Progress;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Why an open journal cannot go on with its file: it is damaged, or not there any more. From then on nothing is
 * acknowledged; what waits, waits until the service starts again, and what subscriptions did last is carried over.
 */
public final class JournalFault {

    private final CountDownLatch released = new CountDownLatch(1);
    private final List<CompletableFuture<Void>> stranded = new ArrayList<>();
    private final List<Progress> carried = new ArrayList<>();
    private final Consumer<Throwable> first;
    private @Nullable Throwable cause;

    /** @param first is told of the first report, once */
    public JournalFault(Consumer<Throwable> first) {
        this.first = first;
    }

    public static boolean isDamage(@Nullable Throwable e) {
        if (e instanceof DamagedException) {
            return true;
        }
        if (e instanceof SQLiteException sqlite) {
            int primary = sqlite.getResultCode().code & 0xff;
            return primary == SQLiteErrorCode.SQLITE_CORRUPT.code
                    || primary == SQLiteErrorCode.SQLITE_NOTADB.code
                    || sqlite.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_SHORT_READ;
        }
        return false;
    }

    /** Whether reading a damaged file may answer so; anything else is not the file's fault. */
    public static boolean isUnreadable(SQLException e) {
        return isDamage(e)
                || (e instanceof SQLiteException sqlite
                        && switch (SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & 0xff)) {
                            case SQLITE_ERROR, SQLITE_IOERR, SQLITE_TOOBIG, SQLITE_MISMATCH, SQLITE_FORMAT -> true;
                            default -> false;
                        });
    }

    /** Takes note of an error; true when the journal cannot go on, because of it or of an earlier one. */
    public boolean report(Throwable e) {
        synchronized (this) {
            if (cause != null) {
                return true;
            }
            if (!isDamage(e) && !(e instanceof LostFileException)) {
                return false;
            }
            cause = e;
        }
        first.accept(e);
        return true;
    }

    public synchronized boolean broken() {
        return cause != null;
    }

    /** Takes an append of which it is unknown when it will be durable. */
    public void strand(CompletableFuture<Void> durable) {
        synchronized (this) {
            if (released.getCount() > 0) {
                stranded.add(durable);
                return;
            }
        }
        durable.completeExceptionally(over());
    }

    public synchronized void carry(@Nullable Progress progress) {
        if (progress != null) {
            carried.add(progress);
        }
    }

    /** What subscriptions did and could not write down, in order. */
    public synchronized List<Progress> carried() {
        return List.copyOf(carried);
    }

    /** Makes a caller of a broken journal wait, so that the failure is not taken for a bug of the caller. */
    void hold() {
        if (broken()) {
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The service stops: all waits end. */
    public void release() {
        List<CompletableFuture<Void>> waiting;
        synchronized (this) {
            released.countDown();
            waiting = List.copyOf(stranded);
            stranded.clear();
        }
        waiting.forEach(durable -> durable.completeExceptionally(over()));
    }

    private static JournalException over() {
        return new JournalException("The journal starts again; what was not durable is found again in the cluster");
    }
}
