package io.github.tektoncourier.journal.sqlite.store;

import io.github.tektoncourier.journal.EventSelection;
import io.github.tektoncourier.journal.history.NamespaceScope;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The conditions of a selection over the tables {@code subscription s}, {@code event e} and {@code run r}. */
public final class SelectionSql {

    private final StringBuilder sql;
    private final List<Object> values = new ArrayList<>();

    /**
     * Begins a query.
     *
     * @param select ends with a condition
     */
    public SelectionSql(String select) {
        this.sql = new StringBuilder(select);
    }

    public SelectionSql and(String condition, Object... of) {
        sql.append(" AND ").append(condition);
        values.addAll(List.of(of));
        return this;
    }

    SelectionSql subscription(EventSelection which) {
        @Nullable String name = which.subscription();
        return name == null ? this : and("s.name = ?", name);
    }

    public SelectionSql run(EventSelection which) {
        return run(which.run());
    }

    /**
     * Only of one run.
     *
     * @param run namespace and name with a slash between them, or a UID; absent for all
     */
    public SelectionSql run(@Nullable String run) {
        if (run == null) {
            return this;
        }
        int slash = run.indexOf('/');
        return slash < 0
                ? and("r.uid = ?", run)
                : and("r.namespace = ? AND r.name = ?", run.substring(0, slash), run.substring(slash + 1));
    }

    /** An id is the run's UID, a slash and the moment. */
    public SelectionSql event(EventSelection which) {
        String id = which.event();
        if (id == null) {
            return this;
        }
        int slash = id.indexOf('/');
        return slash < 0
                ? and("0")
                : and("r.uid = ? AND e.moment = ?", id.substring(0, slash), id.substring(slash + 1));
    }

    /**
     * Only what lies in the namespaces.
     *
     * @param column of namespaces; a row without one is not seen where any is left out
     */
    public SelectionSql visible(NamespaceScope scope, String column) {
        if (scope.all()) {
            return this;
        }
        String each = column + " GLOB ?";
        return and(
                "(" + String.join(" OR ", Collections.nCopies(scope.patterns().size(), each)) + ")",
                scope.patterns().toArray());
    }

    /**
     * Only of the selection's times.
     *
     * @param column milliseconds
     */
    public SelectionSql times(EventSelection which, String column) {
        if (which.since() != null) {
            and(column + " >= ?", which.since().toEpochMilli());
        }
        if (which.until() != null) {
            and(column + " <= ?", which.until().toEpochMilli());
        }
        return this;
    }

    /**
     * The query with its values.
     *
     * @param first values in front of those of the conditions
     */
    public PreparedStatement prepare(Connection connection, String rest, Object... first) throws SQLException {
        List<Object> all = new ArrayList<>(List.of(first));
        all.addAll(values);
        PreparedStatement statement = connection.prepareStatement(sql + rest);
        for (int i = 0; i < all.size(); i++) {
            statement.setObject(i + 1, all.get(i));
        }
        return statement;
    }
}
