package io.github.tektoncourier.journal.sqlite;

import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.sqlite.repair.LiveRepair;
import io.github.tektoncourier.journal.sqlite.store.DiskTrouble;
import io.github.tektoncourier.journal.sqlite.store.JournalFault;
import io.github.tektoncourier.journal.sqlite.store.LostFileException;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How an open journal ends: it is closed, or its file is damaged or gone and is put right before. */
final class JournalShutdown {

    private static final Logger LOG = LoggerFactory.getLogger(JournalShutdown.class);

    private final JournalParts parts;
    private final JournalFault fault;
    private final SqliteSubscriptions subscriptions;
    private final JournalSettings settings;
    private final Clock clock;
    private final CompletableFuture<Void> repaired = new CompletableFuture<>();
    private volatile @Nullable LiveRepair repair;
    private volatile boolean closing;

    JournalShutdown(JournalParts parts, SqliteSubscriptions subscriptions, JournalSettings settings, Clock clock) {
        this.parts = parts;
        this.fault = parts.fault();
        this.subscriptions = subscriptions;
        this.settings = settings;
        this.clock = clock;
    }

    /** Completes when the file of a broken journal was put right. */
    CompletableFuture<Void> repaired() {
        return repaired;
    }

    /** Ends all that uses the broken file, then repairs it; waits until that is done. */
    void repair(Throwable cause) {
        LOG.error(
                "The journal's file cannot be used any more: {}. Nothing is acknowledged, deliveries end and the watch"
                        + " waits until it is put right.",
                DiskTrouble.words(cause));
        LiveRepair work = new LiveRepair(parts::broken, settings, clock, cause);
        repair = work;
        if (closing) {
            work.hurry();
        }
        parts.writer().close();
        subscriptions.close();
        work.run();
        repaired.complete(null);
    }

    /** Lets deliveries under way finish, records them, and lets go of the directory. Only the first call does. */
    void close() {
        synchronized (this) {
            if (closing) {
                return;
            }
            closing = true;
        }
        fault.release();
        if (!fault.broken()) {
            subscriptions.close();
            parts.writer().close();
            lookAtFiles();
        }
        if (fault.broken()) {
            LiveRepair work = repair;
            if (work != null) {
                work.hurry();
            }
            repaired.join();
        }
        subscriptions.closeThreads();
        parts.close();
    }

    /** What was deleted in the last second comes back, too. */
    private void lookAtFiles() {
        try {
            parts.guard().check();
        } catch (LostFileException e) {
            fault.report(e);
        }
    }
}
