package io.github.tektoncourier.journal.sqlite;

import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.sqlite.store.DiskTrouble;
import io.github.tektoncourier.journal.sqlite.store.JournalFault;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Opens what lies on a disk that may refuse just now, because it is full or in trouble: waits until it does not. To end
 * instead would make a loop of starts out of a full disk, and nothing would say why any better than this.
 */
final class OpenRetry {

    private static final Logger LOG = LoggerFactory.getLogger(OpenRetry.class);
    private static final long FIRST_MILLIS = 500;
    private static final long MAX_MILLIS = 10_000;
    private static final long SAY_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** What Linux says of the disk itself; Java has no types for it. */
    private static final List<String> DISK =
            List.of("Read-only file system", "No space left on device", "Input/output error");

    private OpenRetry() {}

    /** Something that needs the disk. */
    interface Attempt<T> {
        T open() throws IOException, SQLException;
    }

    static <T> T patiently(JournalSettings settings, Attempt<T> attempt) throws IOException, SQLException {
        long said = 0;
        for (long wait = FIRST_MILLIS; ; wait = Math.min(2 * wait, MAX_MILLIS)) {
            try {
                T opened = attempt.open();
                if (said != 0) {
                    LOG.info("The journal in {} is open now", settings.directory());
                }
                return opened;
            } catch (IOException | SQLException e) {
                if (!passes(e)) {
                    throw e;
                }
                if (said == 0 || System.nanoTime() - said > SAY_AGAIN_NANOS) {
                    said = System.nanoTime();
                    LOG.error(
                            "The journal in {} cannot be opened yet: {}. Nothing is lost: the service starts as soon"
                                    + " as it can. Make room on the disk of courier.journal.directory, or mend it; it is"
                                    + " tried again by itself.",
                            settings.directory().toAbsolutePath(),
                            DiskTrouble.words(e));
                }
                pause(wait, e);
            }
        }
    }

    /** A disk that is full or fails may do better later; what is damaged or forbidden will not. */
    private static boolean passes(Exception e) {
        if (e instanceof IOException) {
            String words = String.valueOf(e.getMessage());
            return DISK.stream().anyMatch(words::contains);
        }
        if (!(e instanceof SQLiteException sqlite) || JournalFault.isDamage(e)) {
            return false;
        }
        int primary = sqlite.getResultCode().code & 0xff;
        return primary == SQLiteErrorCode.SQLITE_FULL.code || primary == SQLiteErrorCode.SQLITE_IOERR.code;
    }

    private static void pause(long millis, Exception cause) throws SQLException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cause instanceof SQLException sql ? sql : new SQLException(cause);
        }
    }
}
