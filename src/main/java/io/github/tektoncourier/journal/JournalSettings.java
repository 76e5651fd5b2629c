package io.github.tektoncourier.journal;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where the journal lives and how much room it may take.
 *
 * @param retention how long an event is kept once every live subscription has passed it
 * @param maxSize bytes of used pages and write-ahead log at which appends wait
 * @param byteBudget bytes that may wait in memory for the disk; the cache of recent bodies takes a quarter of it
 * @param lockWait how long to wait for another owner of the directory to leave
 * @param announcesAll whether a first sight tells every run that exists ({@code courier.announce=all}); a rebuilt journal
 *     then tells again whatever it does not know, however long ago that ended (promise 5 of the event contract)
 */
public record JournalSettings(
        Path directory, Duration retention, long maxSize, long byteBudget, Duration lockWait, boolean announcesAll) {

    public static final long MEBIBYTE = 1024L * 1024;

    /** The settings that ship, for a directory. */
    public static JournalSettings in(Path directory) {
        return new JournalSettings(
                directory, Duration.ofDays(3), 4096 * MEBIBYTE, 16 * MEBIBYTE, Duration.ofMinutes(1), false);
    }

    public JournalSettings withRetention(Duration value) {
        return new JournalSettings(directory, value, maxSize, byteBudget, lockWait, announcesAll);
    }

    public JournalSettings withMaxSize(long value) {
        return new JournalSettings(directory, retention, value, byteBudget, lockWait, announcesAll);
    }

    public JournalSettings withByteBudget(long value) {
        return new JournalSettings(directory, retention, maxSize, value, lockWait, announcesAll);
    }

    public JournalSettings withLockWait(Duration value) {
        return new JournalSettings(directory, retention, maxSize, byteBudget, value, announcesAll);
    }

    public JournalSettings withAnnouncesAll(boolean value) {
        return new JournalSettings(directory, retention, maxSize, byteBudget, lockWait, value);
    }

    /** Told moments outlive a run that is gone by at least a day, so that a late repeat finds them. */
    public Duration toldRetention() {
        Duration day = Duration.ofDays(1);
        return retention.compareTo(day) > 0 ? retention : day;
    }
}
