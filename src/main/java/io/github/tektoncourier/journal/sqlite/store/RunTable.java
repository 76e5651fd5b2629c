package io.github.tektoncourier.journal.sqlite.store;

import io.github.tektoncourier.journal.append.RunIndex;
import io.github.tektoncourier.journal.append.ToldCache;
import io.github.tektoncourier.run.KnownRun;
import io.github.tektoncourier.run.RunKind;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the disk knows of runs, their moments and their pods. */
public final class RunTable {

    private static final String RUN = "SELECT id, gone IS NOT NULL, coalesce(scope, 0),"
            + " (SELECT group_concat(name, ' ') FROM pod WHERE run = r.id), partitionkey FROM run r WHERE uid = ?";

    private static final String LATEST_BODY =
            "SELECT s.id FROM run r JOIN snapshot s ON s.id = r.snapshot WHERE r.uid = ?";

    private static final String OF_POD = "SELECT r.id, r.kind, r.uid, r.namespace, r.name FROM pod p JOIN run r"
            + " ON r.id = p.run WHERE p.name = ? AND r.namespace = ? ORDER BY p.run DESC LIMIT 1";

    private static final String OF_THIS_POD = "SELECT r.id, r.kind, r.uid, r.namespace, r.name FROM pod p JOIN run r"
            + " ON r.id = p.run WHERE p.name = ? AND r.namespace = ? AND (p.uid = ? OR (p.uid IS NULL AND r.gone IS NULL))"
            + " ORDER BY p.uid IS NULL, p.run DESC LIMIT 1";

    private static final String LIVE = "SELECT id, kind, uid, namespace, name FROM run WHERE id > ? AND gone IS NULL"
            + " AND scope = (SELECT id FROM scope WHERE key = ?) ORDER BY id LIMIT ?";

    /** Looks at some hundred events only, because it is asked whenever a connection broke. */
    private static final String RECENT =
            "SELECT r.id, r.kind, r.uid, r.namespace, r.name FROM (SELECT run, max(seq) AS seq FROM (SELECT run, seq"
                    + " FROM event ORDER BY seq DESC LIMIT 500) GROUP BY run) e JOIN run r ON r.id = e.run WHERE r.gone IS"
                    + " NULL AND r.snapshot IS NOT NULL AND r.scope = (SELECT id FROM scope WHERE key = ?) ORDER BY e.seq"
                    + " DESC LIMIT ?";

    private static final String NEWEST =
            "SELECT id, kind, uid, namespace, name FROM (SELECT * FROM run ORDER BY id DESC"
                    + " LIMIT 5000) WHERE gone IS NULL AND snapshot IS NOT NULL AND scope = (SELECT id FROM scope WHERE key = ?)"
                    + " LIMIT ?";

    private final Statements statements;

    RunTable(Statements statements) {
        this.statements = statements;
    }

    public ToldCache.@Nullable Known run(String uid) throws SQLException {
        PreparedStatement run = statements.get(RUN);
        run.setString(1, uid);
        try (ResultSet rows = run.executeQuery()) {
            return rows.next()
                    ? new ToldCache.Known(
                            rows.getLong(1),
                            told(rows.getLong(1)),
                            rows.getBoolean(2),
                            rows.getLong(3),
                            names(rows.getString(4)),
                            rows.getString(5))
                    : null;
        }
    }

    /** Number of the latest body kept of a run; 0 where there is none. */
    public long snapshot(String uid) throws SQLException {
        PreparedStatement query = statements.get(LATEST_BODY);
        query.setString(1, uid);
        try (ResultSet rows = query.executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    private static Set<String> names(@Nullable String joined) {
        return joined == null ? Set.of() : Set.of(joined.split(" ", -1));
    }

    private Set<String> told(long run) throws SQLException {
        PreparedStatement told = statements.get("SELECT moment FROM told WHERE run = ?");
        told.setLong(1, run);
        Set<String> moments = new HashSet<>();
        try (ResultSet rows = told.executeQuery()) {
            while (rows.next()) {
                moments.add(rows.getString(1));
            }
        }
        return moments;
    }

    /** The newest run that made a pod of this name: a run that is created again makes its pod again. */
    public Optional<KnownRun> ofPod(String namespace, String podName) throws SQLException {
        PreparedStatement ofPod = statements.get(OF_POD);
        ofPod.setString(1, podName);
        ofPod.setString(2, namespace);
        return page(ofPod, 1).runs().stream().findFirst();
    }

    /** The run whose pod has this UID, else the newest whose pod's UID was not seen yet, while it lives. */
    public Optional<KnownRun> ofPod(String namespace, String podName, String podUid) throws SQLException {
        PreparedStatement ofPod = statements.get(OF_THIS_POD);
        ofPod.setString(1, podName);
        ofPod.setString(2, namespace);
        ofPod.setString(3, podUid);
        return page(ofPod, 1).runs().stream().findFirst();
    }

    /** Runs of a scope that are not gone, in pages, so that no read stays open while they are processed. */
    public RunIndex.Page live(String scope, long after, int limit) throws SQLException {
        PreparedStatement live = statements.get(LIVE);
        live.setLong(1, after);
        live.setString(2, scope);
        live.setInt(3, limit);
        return page(live, limit);
    }

    /**
     * Half of them are the newest: a backup of the cluster lacks those first, and a scope that others have taken the
     * place of is not among the last events.
     */
    public List<KnownRun> recent(String scope, int limit) throws SQLException {
        List<KnownRun> newest = some(NEWEST, scope, limit);
        Set<KnownRun> recent = new LinkedHashSet<>(newest.subList(0, Math.min((limit + 1) / 2, newest.size())));
        recent.addAll(some(RECENT, scope, limit));
        recent.addAll(newest);
        return recent.stream().limit(limit).toList();
    }

    private List<KnownRun> some(String query, String scope, int limit) throws SQLException {
        PreparedStatement some = statements.get(query);
        some.setString(1, scope);
        some.setInt(2, limit);
        return page(some, limit).runs();
    }

    private static RunIndex.Page page(PreparedStatement query, int limit) throws SQLException {
        List<KnownRun> runs = new ArrayList<>();
        long last = 0;
        int count = 0;
        try (ResultSet rows = query.executeQuery()) {
            for (; rows.next(); count++) {
                last = rows.getLong(1);
                RunKind kind = kind(rows.getString(2));
                if (kind != null) {
                    runs.add(new KnownRun(kind, rows.getString(3), rows.getString(4), rows.getString(5)));
                }
            }
        }
        return new RunIndex.Page(runs, count < limit ? 0 : last);
    }

    private static @Nullable RunKind kind(String lower) {
        for (RunKind kind : RunKind.values()) {
            if (kind.lower().equals(lower)) {
                return kind;
            }
        }
        return null;
    }
}
