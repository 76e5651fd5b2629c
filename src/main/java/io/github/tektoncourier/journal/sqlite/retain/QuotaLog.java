package io.github.tektoncourier.journal.sqlite.retain;

import io.github.tektoncourier.journal.Hold;
import io.github.tektoncourier.journal.JournalSettings;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Names the subscriptions that hold the journal's room: before it is used up, and as long as it is. */
final class QuotaLog {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final long AGAIN_MILLIS = 60_000;
    private static final long WARN_PERCENT = 80;
    private static final long OVER_PERCENT = 70;

    private final long maxBytes;
    private boolean warned;
    private boolean full;
    private long saidFull;
    private long saidFilling = -AGAIN_MILLIS;

    QuotaLog(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Whether it is time to ask which subscriptions hold how much. */
    boolean asks(long used, long now) {
        if (used * 100 < maxBytes * OVER_PERCENT) {
            warned = false;
        }
        return !warned && used * 100 >= maxBytes * WARN_PERCENT && now - saidFilling >= AGAIN_MILLIS;
    }

    /**
     * Once, as long as one subscription alone could free more than half; a small journal fills and empties all the
     * time.
     */
    void filling(long used, List<Hold> holds, long now) {
        Hold most = holds.isEmpty() ? null : holds.get(0);
        if (most != null && most.bytes() * 2 > used) {
            warned = true;
            saidFilling = now;
            LOG.warn(
                    "The journal is filling: {} of {} MiB are used, most of it kept for {}. Mend its sink or remove its"
                            + " file; at courier.journal.max-size watching pauses.",
                    mebibytes(used),
                    mebibytes(maxBytes),
                    words(most));
        }
    }

    void full(long used, List<Hold> holds, int waiting, long now) {
        if (full && now - saidFull < AGAIN_MILLIS) {
            return;
        }
        full = true;
        saidFull = now;
        LOG.warn(
                "The journal is full ({} MiB used) and its events are still needed: {} batches wait and the watch"
                        + " pauses; nothing is lost. {} `courier status` shows all.",
                mebibytes(used),
                waiting,
                remedy(used, holds));
    }

    private static String remedy(long used, List<Hold> holds) {
        Hold most = holds.isEmpty() ? null : holds.get(0);
        if (most == null || most.bytes() * 10 < used) {
            return "No subscription holds much of it back: what the journal notes of the runs alone needs more. Raise"
                    + " courier.journal.max-size.";
        }
        String others = holds.stream()
                .skip(1)
                .filter(hold -> hold.bytes() * 2 > most.bytes())
                .map(QuotaLog::words)
                .reduce((a, b) -> a + ", " + b)
                .map(rest -> ", and as much for " + rest)
                .orElse("");
        String what = most.asideBytes() * 2 > most.bytes()
                ? " Much of that is dead letters and parked events; those of a removed file make room."
                : "";
        return "Most of it is kept for " + words(most) + others + "." + what
                + " Mend its sink, remove its file, or raise courier.journal.max-size.";
    }

    /** There is room. */
    void room() {
        if (full) {
            full = false;
            LOG.info("The journal has room again; watching goes on.");
        }
    }

    private static String words(Hold hold) {
        Instant since = hold.since();
        return "subscription " + hold.subscription() + " (about " + mebibytes(hold.bytes()) + " MiB"
                + (since == null ? "" : " since " + since.truncatedTo(ChronoUnit.SECONDS)) + ")";
    }

    private static long mebibytes(long bytes) {
        return Math.round(bytes / (double) JournalSettings.MEBIBYTE);
    }
}
