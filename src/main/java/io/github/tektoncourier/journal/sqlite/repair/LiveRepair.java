package io.github.tektoncourier.journal.sqlite.repair;

import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.sqlite.store.Database;
import io.github.tektoncourier.journal.sqlite.store.DirectoryLock;
import io.github.tektoncourier.journal.sqlite.store.DiskTrouble;
import io.github.tektoncourier.journal.sqlite.store.FileGuard;
import io.github.tektoncourier.journal.sqlite.store.JournalFault;
import io.github.tektoncourier.journal.sqlite.store.LostFileException;
import io.github.tektoncourier.journal.sqlite.store.Reader;
import io.github.tektoncourier.journal.sqlite.store.Statements;
import io.github.tektoncourier.journal.sqlite.store.SubscriptionStore;
import io.github.tektoncourier.journal.track.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a broken journal's file right while the process lives: what was deleted comes back to its place, what is damaged
 * is set aside and saved as far as it can be read. After that the service starts again. As long as it cannot be done,
 * for want of room for instance, everything waits and it is tried again.
 */
public final class LiveRepair implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(LiveRepair.class);
    private static final long FIRST_MILLIS = 1_000;
    private static final long MAX_MILLIS = 30_000;

    /** The broken journal's open parts: what repair reads, writes and takes again. */
    public record Broken(
            DirectoryLock lock, Connection connection, FileGuard guard, Reader planning, List<Progress> carried) {}

    private final Supplier<Broken> broken;
    private final JournalSettings settings;
    private final Clock clock;
    private final Throwable cause;
    private final CountDownLatch closing = new CountDownLatch(1);
    private boolean relocked;

    /** @param broken asked at each try, after the writer and all subscriptions have ended */
    public LiveRepair(Supplier<Broken> broken, JournalSettings settings, Clock clock, Throwable cause) {
        this.broken = broken;
        this.settings = settings;
        this.clock = clock;
        this.cause = cause;
    }

    /** Nothing is written any more when this is called. */
    @Override
    public void run() {
        long wait = FIRST_MILLIS;
        while (!mended()) {
            if (closing.getCount() == 0) {
                LOG.error("The journal closes and its file could not be put right; what only it had is lost");
                return;
            }
            pause(wait);
            wait = Math.min(2 * wait, MAX_MILLIS);
        }
    }

    private boolean mended() {
        try {
            Broken parts = broken.get();
            if (cause instanceof LostFileException) {
                bringBack(parts);
            } else {
                new Rebuild(settings, clock).rebuild(parts.carried(), cause);
            }
            return true;
        } catch (IOException | SQLException | RuntimeException e) {
            LOG.error(
                    "The journal's file cannot be put right: {}. Nothing is lost, everything waits. Check that {} is"
                            + " writable and its disk healthy, with room for one more copy of the journal; it is tried"
                            + " again by itself.",
                    DiskTrouble.words(e),
                    settings.directory().toAbsolutePath());
            return false;
        }
    }

    /** The open file is whole: a copy of it takes its place. */
    private void bringBack(Broken parts) throws IOException, SQLException {
        Statements statements = new Statements(parts.connection());
        if (!relocked && parts.guard().lockLost()) {
            parts.lock().takeAgain();
            relocked = true;
        }
        Replacement replacement = new Replacement(settings);
        Path made = replacement.begin();
        parts.planning().forget(); // a statement that is still open would be in the way
        new SubscriptionStore(statements).writeAll(parts.carried());
        statements.forget();
        try {
            Database.execute(
                    parts.connection(), "VACUUM INTO '" + made.toString().replace("'", "''") + "'");
        } catch (SQLException e) {
            if (JournalFault.isDamage(e)) {
                new Rebuild(settings, clock).rebuild(parts.connection(), parts.carried(), e);
                return;
            }
            throw e;
        }
        Path aside = replacement.place(made, "replaced", clock.instant());
        LOG.warn(
                "The journal's file is back at its place with all that it had; nothing is lost. The service starts"
                        + " again.{}",
                java.nio.file.Files.exists(aside) ? " What was found there is kept as " + aside.getFileName() : "");
    }

    private void pause(long millis) {
        try {
            boolean unused = closing.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing.countDown();
        }
    }

    /** One more try, and then no more. */
    public void hurry() {
        closing.countDown();
    }
}
