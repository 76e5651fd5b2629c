package io.github.tektoncourier.journal.sqlite.repair;

import io.github.tektoncourier.journal.track.DamagedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Reads a table that may be damaged, in the order of its key. Where a page cannot be read, the smallest key behind it
 * that can be is found by doubling and halving, so one bad page costs a few dozen questions and nothing but its own rows.
 */
final class TableWalk<T> {

    private static final long END = 1L << 62;

    /** Makes a value of a row; {@link DamagedException} where the row can be read and makes no sense. */
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Takes a value; what it throws ends the walk, because it is not the source's fault. */
    interface Taker<T> {
        boolean take(T value) throws SQLException;
    }

    /**
     * What came of it.
     *
     * @param saved rows that were taken
     * @param refused rows that could be read and were of no use
     * @param gaps places where rows could not be read; how many there were is unknown
     */
    record Found(long saved, long refused, long gaps) {
        boolean whole() {
            return refused == 0 && gaps == 0;
        }
    }

    private final Connection source;
    private final String sql;
    private final Row<T> row;
    private long saved;
    private long refused;
    private long gaps;

    /** @param condition on other columns, or {@code 1}; {@code key}, a number, must be the first of the columns */
    TableWalk(Connection source, String columns, String table, String condition, Row<T> row) {
        String key = columns.substring(0, columns.indexOf(','));
        this.source = source;
        this.sql = "SELECT " + columns + " FROM " + table + " WHERE " + condition + " AND " + key + " >= ? ORDER BY "
                + key;
        this.row = row;
    }

    Found walk(Taker<T> taker) throws SQLException {
        long from = 0;
        while (from >= 0 && from < END) {
            long last = from - 1;
            Pass pass = new Pass(from);
            try (pass) {
                while (pass.next()) {
                    last = pass.key();
                    if (taker.take(pass.value())) {
                        saved++;
                    } else {
                        refused++;
                    }
                }
                refused += pass.senseless();
                if (pass.whole()) {
                    return new Found(saved, refused, gaps);
                }
            }
            gaps++;
            from = behind(last + 1);
        }
        return new Found(saved, refused, gaps);
    }

    /** The smallest key from which on reading works again. */
    private long behind(long bad) {
        long low = bad - 1;
        long high = bad;
        for (long step = 1; !works(high); step *= 2) {
            low = high;
            high = bad + step;
            if (step >= END / 2) {
                return END;
            }
        }
        while (high - low > 1) {
            long middle = low + (high - low) / 2;
            if (works(middle)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    private boolean works(long from) {
        try (Pass pass = new Pass(from)) {
            return pass.next() || pass.whole();
        }
    }

    /** One reading until its end or the first error. */
    private final class Pass implements AutoCloseable {
        private PreparedStatement statement;
        private ResultSet rows;
        private long key;
        private T value;
        private boolean whole;
        private long senseless;

        @SuppressWarnings("NullAway") // where it could not even begin, nothing is asked of it
        Pass(long from) {
            key = from - 1;
            try {
                statement = source.prepareStatement(sql);
                statement.setLong(1, from);
                rows = statement.executeQuery();
            } catch (SQLException e) {
                rows = null;
            }
        }

        /** False at the end and where it cannot go on. */
        boolean next() {
            if (rows == null) {
                return false;
            }
            try {
                while (rows.next()) {
                    if (sound()) {
                        long next = rows.getLong(1);
                        boolean onwards = next >= key; // else a tree that leads back
                        key = onwards ? next : key;
                        return onwards;
                    }
                }
                whole = true;
                return false;
            } catch (SQLException e) {
                return false;
            }
        }

        /** A row that makes no sense may lie about its key, too: to go by that would hide what is behind it. */
        private boolean sound() throws SQLException {
            try {
                value = row.read(rows);
                return true;
            } catch (DamagedException e) {
                senseless++;
                return false;
            }
        }

        long key() {
            return key;
        }

        T value() {
            return value;
        }

        boolean whole() {
            return whole;
        }

        /** Rows that can be read and are nonsense. */
        long senseless() {
            return senseless;
        }

        @Override
        public void close() {
            try {
                if (statement != null) {
                    statement.close();
                }
            } catch (SQLException e) {
                whole = false;
            }
        }
    }
}
