package io.github.tektoncourier.journal.sqlite.store;

import io.github.tektoncourier.journal.Books;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads all books in one moment: the same for the owner and for {@code courier status}. */
public final class BooksQuery {

    private static final String SQL =
            """
            SELECT s.name, s.state, s.start, s.position, s.delivered, s.filtered, s.dead, s.dropped, s.error, s.error_at,
              s.extra, s.refused, s.refusal, s.retried, s.replayed, s.replay_failed, s.down_since,
              HEAD AS head,
              (SELECT coalesce(sum(h.value - max(CAST(substr(h.key, 6) AS INTEGER) - 1, s.position)), 0) FROM meta h
                 WHERE h.key LIKE 'hole:%' AND h.value > s.position) AS holes,
              (SELECT count(DISTINCT x.seq) FROM exception x WHERE x.subscription = s.id AND x.seq > s.position) AS passed,
              (SELECT count(*) FROM exception x WHERE x.subscription = s.id AND x.state IN (1, 3, 4)) AS waiting,
              (SELECT count(*) FROM exception x WHERE x.subscription = s.id AND x.state = 5) AS replaying,
              (SELECT count(DISTINCT x.partitionkey) FROM exception x WHERE x.subscription = s.id AND x.state = 1) AS runs,
              (SELECT appended FROM event WHERE seq > s.position ORDER BY seq LIMIT 1) AS oldest,
              (SELECT min(e.appended) FROM exception x JOIN event e ON e.seq = x.seq
                 WHERE x.subscription = s.id AND x.state IN (1, 3, 4)) AS oldest_waiting
            FROM subscription s ORDER BY s.name
            """
                    .replace("HEAD", GapTable.HEAD);

    private BooksQuery() {}

    public static List<Books> read(Connection connection) throws SQLException {
        List<Books> books = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(SQL);
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                books.add(books(row));
            }
        }
        return books;
    }

    /** Names of subscriptions by their numbers. */
    public static Map<Long, String> names(Connection connection) throws SQLException {
        Map<Long, String> names = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement("SELECT id, name FROM subscription");
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                names.put(row.getLong(1), row.getString(2));
            }
        }
        return names;
    }

    private static Books books(ResultSet row) throws SQLException {
        long head = row.getLong("head");
        long position = row.getLong("position");
        long waiting = row.getLong("waiting");
        // but for holes, the distance to the head is the number of events behind the position
        long behind = head - position - row.getLong("passed") - row.getLong("holes");
        return new Books(
                row.getString("name"),
                row.getString("state"),
                head - row.getLong("start") + row.getLong("extra"),
                row.getLong("delivered"),
                row.getLong("filtered"),
                behind + waiting,
                row.getLong("dead"),
                row.getLong("dropped"),
                row.getInt("runs"),
                oldest(behind > 0 ? row.getLong("oldest") : 0, row.getLong("oldest_waiting")),
                row.getString("error"),
                instant(row.getLong("error_at")),
                row.getLong("refused"),
                row.getString("refusal"),
                new Books.Again(
                        row.getLong("retried"),
                        row.getLong("replayed"),
                        row.getLong("replay_failed"),
                        row.getLong("replaying")),
                instant(row.getString("state").equals("down") ? row.getLong("down_since") : 0));
    }

    private static @Nullable Instant oldest(long behind, long waiting) {
        if (behind == 0 || waiting == 0) {
            return instant(Math.max(behind, waiting));
        }
        return instant(Math.min(behind, waiting));
    }

    private static @Nullable Instant instant(long millis) {
        return millis == 0 ? null : Instant.ofEpochMilli(millis);
    }
}
