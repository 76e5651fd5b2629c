package io.github.tektoncourier.journal.sqlite.retain;

import io.github.tektoncourier.journal.Hold;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Reads how much of the journal each subscription holds; a few look-ups for each subscription, however large the
 * journal is.
 */
public final class HoldQuery {

    private static final String SQL =
            """
            WITH kept AS (SELECT
                coalesce((SELECT max(seq) FROM event), 0) AS head,
                coalesce((SELECT value FROM meta WHERE key = 'retained'), 0) AS retained)
            SELECT s.name,
              kept.head - max(s.position, kept.retained) AS behind,
              kept.head - kept.retained AS window,
              (SELECT count(DISTINCT x.seq) FROM exception x WHERE x.subscription = s.id AND x.state > 0 AND x.seq <= s.position) AS aside,
              (SELECT count(DISTINCT x.seq) FROM exception x WHERE x.subscription = s.id AND x.state > 0 AND x.seq <= kept.retained) AS old,
              (SELECT appended FROM event WHERE seq > s.position ORDER BY seq LIMIT 1) AS oldest,
              (SELECT e.appended FROM event e WHERE e.seq =
                 (SELECT min(x.seq) FROM exception x WHERE x.subscription = s.id AND x.state > 0)) AS oldest_aside
            FROM subscription s, kept WHERE s.state <> 'gone' ORDER BY s.name
            """;

    private record Row(String name, long behind, long aside, long since) {}

    private HoldQuery() {}

    /** The one that holds most comes first; one that holds nothing is not there. */
    public static List<Hold> read(Connection connection, long usedBytes) throws SQLException {
        List<Row> rows = new ArrayList<>();
        long kept = 1;
        long old = 0;
        try (PreparedStatement query = connection.prepareStatement(SQL);
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                kept = Math.max(1, row.getLong("window"));
                old += row.getLong("old");
                long behind = row.getLong("behind");
                rows.add(new Row(
                        row.getString("name"),
                        behind,
                        row.getLong("aside"),
                        oldest(behind > 0 ? row.getLong("oldest") : 0, row.getLong("oldest_aside"))));
            }
        }
        double each = (double) usedBytes / (kept + old);
        return rows.stream()
                .filter(row -> row.behind() + row.aside() > 0)
                .map(row -> new Hold(
                        row.name(),
                        row.behind() + row.aside(),
                        Math.min(usedBytes, Math.round(each * (row.behind() + row.aside()))),
                        Math.min(usedBytes, Math.round(each * row.aside())),
                        row.since() == 0 ? null : Instant.ofEpochMilli(row.since())))
                .sorted(Comparator.comparingLong(Hold::bytes).reversed())
                .toList();
    }

    private static long oldest(long behind, long aside) {
        return behind == 0 || aside == 0 ? Math.max(behind, aside) : Math.min(behind, aside);
    }
}
