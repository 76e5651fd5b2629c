package io.github.tektoncourier.journal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * How much of the room is used, as a reader of the files sees it.
 *
 * @param maxBytes what the owner was told, or 0 where none has noted it yet
 */
public record Usage(long usedBytes, long maxBytes) {

    private static final String KEY = "max-size";
    private static final String NOTED = "SELECT value FROM meta WHERE key = '" + KEY + "'";

    static Usage read(Connection connection, Path wal) throws SQLException {
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

    /** The last twentieth is kept for acknowledgements, so that a full journal can drain. */
    static long limit(long maxBytes) {
        return maxBytes - maxBytes / 20;
    }

    public boolean full() {
        return maxBytes > 0 && usedBytes > limit(maxBytes);
    }

    public int percent() {
        return maxBytes == 0 ? 0 : (int) Math.round(100.0 * usedBytes / maxBytes);
    }
}
