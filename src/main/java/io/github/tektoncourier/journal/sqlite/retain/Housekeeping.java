package io.github.tektoncourier.journal.sqlite.retain;

import io.github.tektoncourier.journal.Hold;
import io.github.tektoncourier.journal.JournalSettings;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.function.LongSupplier;

/** What the writer does between transactions: looks at the room, takes out what is old, and says when the journal is full. */
public final class Housekeeping {

    private static final long RETENTION_MILLIS = 60_000;
    private static final long FULL_MILLIS = 1_000;
    private static final long MEASURE_AFTER_BYTES = JournalSettings.MEBIBYTE / 4;

    private final Clock clock;
    private final DiskQuota quota;
    private final Retention retention;
    private final LeftScopes left;
    private final Checkpoints checkpoints;
    private final RetentionPins pins;
    private final LongSupplier head;
    private final QuotaLog log;
    private long written;
    private long nextRetention;
    private long nextFullCheck;
    private boolean moreToRetain;

    public Housekeeping(
            Clock clock,
            DiskQuota quota,
            Retention retention,
            LeftScopes left,
            Checkpoints checkpoints,
            RetentionPins pins,
            LongSupplier head) {
        this.clock = clock;
        this.quota = quota;
        this.retention = retention;
        this.left = left;
        this.checkpoints = checkpoints;
        this.pins = pins;
        this.head = head;
        this.log = new QuotaLog(quota.maxSize());
        this.nextRetention = clock.millis() + RETENTION_MILLIS;
    }

    public boolean full() {
        return quota.full();
    }

    /** When it wants to be called even if nothing else happens. */
    public long due(long now) {
        if (moreToRetain) {
            return now;
        }
        return quota.full() ? Math.min(nextFullCheck, nextRetention) : nextRetention;
    }

    /** A transaction of about so many bytes is on disk. */
    public void committed(long bytes) {
        written += bytes;
        checkpoints.written(bytes);
    }

    /** A short turn; asks for another at once while there is more to do. */
    public void turn(int waiting) throws SQLException {
        long now = clock.millis();
        if (written >= MEASURE_AFTER_BYTES || quota.full()) {
            written = 0;
            boolean full = quota.measure();
            if (full && now >= nextFullCheck) {
                makeRoom(now, waiting);
            } else if (!full) {
                log.room();
                if (log.asks(quota.used(), now)) {
                    log.filling(quota.used(), holds(), now);
                }
            }
        }
        if (now >= nextRetention) {
            retention.trimOutcomes();
            retention.trimNotes(now);
        }
        if (moreToRetain || now >= nextRetention) {
            nextRetention = now + RETENTION_MILLIS;
            moreToRetain = false; // should the step fail, the next one has a minute
            moreToRetain = step(false, now);
            quota.vacuum();
        }
    }

    /** Everything that may go by age, at once. */
    public void retain() throws SQLException {
        long now = clock.millis();
        retention.trimOutcomes();
        retention.trimNotes(now);
        boolean more = true;
        while (more) {
            more = step(false, now);
        }
        quota.vacuum();
        quota.measure();
    }

    private boolean step(boolean bySize, long now) throws SQLException {
        boolean more = retention.step(pins.passed(head.getAsLong(), now), head.getAsLong(), bySize, now);
        return left.step(now) || more;
    }

    private void makeRoom(long now, int waiting) throws SQLException {
        nextFullCheck = now + FULL_MILLIS;
        boolean more = true;
        while (more && quota.measure()) {
            more = step(true, now);
            quota.shrinkLog();
        }
        if (quota.measure()) {
            log.full(quota.used(), holds(), waiting, now);
        } else {
            log.room();
        }
    }

    private List<Hold> holds() throws SQLException {
        return quota.holds().stream()
                .filter(hold -> !pins.isGone(hold.subscription()))
                .toList();
    }

    public long retained() {
        return retention.retained();
    }

    public long used() {
        return quota.used();
    }
}
