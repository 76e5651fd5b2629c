package io.github.tektoncourier.journal.sqlite.store;

import io.github.tektoncourier.journal.EventSelection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The conditions of a selection over the tables {@code subscription s}, {@code event e} and {@code run r}. */
final class SelectionSql {

    private final StringBuilder sql;
    private final List<Object> values = new ArrayList<>();

    /** @param select ends with a condition */
    SelectionSql(String select) {
        this.sql = new StringBuilder(select);
    }

    SelectionSql and(String condition, Object... of) {
        sql.append(" AND ").append(condition);
        values.addAll(List.of(of));
        return this;
    }

    SelectionSql subscription(EventSelection which) {
        @Nullable String name = which.subscription();
        return name == null ? this : and("s.name = ?", name);
    }

    SelectionSql run(EventSelection which) {
        String run = which.run();
        if (run == null) {
            return this;
        }
        int slash = run.indexOf('/');
        return slash < 0
                ? and("r.uid = ?", run)
                : and("r.namespace = ? AND r.name = ?", run.substring(0, slash), run.substring(slash + 1));
    }

    /** An id is the run's UID, a slash and the moment. */
    SelectionSql event(EventSelection which) {
        String id = which.event();
        if (id == null) {
            return this;
        }
        int slash = id.indexOf('/');
        return slash < 0
                ? and("0")
                : and("r.uid = ? AND e.moment = ?", id.substring(0, slash), id.substring(slash + 1));
    }

    /** @param column milliseconds */
    SelectionSql times(EventSelection which, String column) {
        if (which.since() != null) {
            and(column + " >= ?", which.since().toEpochMilli());
        }
        if (which.until() != null) {
            and(column + " <= ?", which.until().toEpochMilli());
        }
        return this;
    }

    /** @param first values in front of those of the conditions */
    PreparedStatement prepare(Connection connection, String rest, Object... first) throws SQLException {
        List<Object> all = new ArrayList<>(List.of(first));
        all.addAll(values);
        PreparedStatement statement = connection.prepareStatement(sql + rest);
        for (int i = 0; i < all.size(); i++) {
            statement.setObject(i + 1, all.get(i));
        }
        return statement;
    }
}
