package io.github.tektoncourier.journal.sqlite.retain;

import io.github.tektoncourier.journal.Hold;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.Usage;
import io.github.tektoncourier.journal.sqlite.store.Database;
import io.github.tektoncourier.journal.sqlite.store.JournalFiles;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * How much of {@code max-size} is used; the last twentieth is kept for acknowledgements, so that a full journal can
 * drain.
 */
public final class DiskQuota {

    private static final long VACUUM_PAGES = 2_048;

    private final Connection connection;
    private final Path wal;
    private final long limit;
    private final long maxSize;
    private final long pageSize;
    private volatile long used;
    private volatile boolean full;

    public DiskQuota(Connection connection, JournalSettings settings) throws SQLException {
        this.connection = connection;
        this.wal = JournalFiles.of(settings).wal();
        this.maxSize = settings.maxSize();
        this.limit = Usage.limit(maxSize);
        UsageQuery.note(connection, maxSize);
        this.pageSize = Database.number(connection, "PRAGMA page_size", 4096);
        measure();
    }

    /** Looks again; a full journal counts as having room once a twentieth more is free. */
    boolean measure() throws SQLException {
        long pages = Database.number(connection, "PRAGMA page_count", 0)
                - Database.number(connection, "PRAGMA freelist_count", 0);
        used = pages * pageSize + wal.toFile().length();
        full = used > (full ? limit - maxSize / 20 : limit);
        return full;
    }

    boolean full() {
        return full;
    }

    long used() {
        return used;
    }

    long maxSize() {
        return maxSize;
    }

    /** How much of it each subscription has. */
    List<Hold> holds() throws SQLException {
        return HoldQuery.read(connection, used);
    }

    /** Moves what the write-ahead log holds into the file, where free pages do not count. */
    void shrinkLog() throws SQLException {
        Database.number(connection, "PRAGMA wal_checkpoint(TRUNCATE)", 0);
    }

    /** Gives free pages back to the file system, some at a time. */
    void vacuum() throws SQLException {
        long free = Database.number(connection, "PRAGMA freelist_count", 0);
        if (free > VACUUM_PAGES && free * 4 > Database.number(connection, "PRAGMA page_count", 0)) {
            try (var statement = connection.createStatement()) {
                statement.executeUpdate("PRAGMA incremental_vacuum(1000)");
            }
        }
    }
}
