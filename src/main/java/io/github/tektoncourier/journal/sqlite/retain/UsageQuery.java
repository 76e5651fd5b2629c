package io.github.tektoncourier.journal.sqlite.retain;

import io.github.tektoncourier.journal.Usage;
import io.github.tektoncourier.journal.sqlite.store.Database;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** Reads how much of the room is used, and notes how much there may be. */
public final class UsageQuery {

    private static final String KEY = "max-size";
    private static final String NOTED = "SELECT value FROM meta WHERE key = '" + KEY + "'";

    private UsageQuery() {}

    public static Usage read(Connection connection, Path wal) throws SQLException {
        long pages = Database.number(connection, "PRAGMA page_count", 0)
                - Database.number(connection, "PRAGMA freelist_count", 0);
        return new Usage(
                pages * Database.number(connection, "PRAGMA page_size", 4096)
                        + wal.toFile().length(),
                Database.number(connection, NOTED, 0));
    }

    /** Lets readers know how much there may be. */
    static void note(Connection connection, long maxBytes) throws SQLException {
        if (Database.number(connection, NOTED, 0) != maxBytes) {
            Database.execute(
                    connection, "INSERT OR REPLACE INTO meta (key, value) VALUES ('" + KEY + "', " + maxBytes + ")");
        }
    }
}
