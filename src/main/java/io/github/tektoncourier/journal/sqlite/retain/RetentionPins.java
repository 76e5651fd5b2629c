package io.github.tektoncourier.journal.sqlite.retain;

import io.github.tektoncourier.journal.sqlite.store.Meta;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps retention behind the position of every subscription in the journal. A pin has no time limit: a subscription that
 * stops, starts late, or whose file is refused keeps what it has not passed. Only a subscription whose file is gone has no
 * pin.
 */
public final class RetentionPins {

    /** How far a rebuilt journal is held back for subscriptions whose rows were lost, and until when. */
    private record Lost(long position, long until) {}

    private static final Lost NONE = new Lost(Long.MAX_VALUE, 0);

    private final Map<String, Long> positions = new HashMap<>();
    private final Set<String> gone = new HashSet<>();
    private Lost lost = NONE;

    /** The pins of the subscriptions that the journal knows and waits for. */
    public static RetentionPins stored(Connection connection, long retained) throws SQLException {
        RetentionPins pins = new RetentionPins();
        try (PreparedStatement query =
                        connection.prepareStatement("SELECT name, position FROM subscription WHERE state <> 'gone'");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                pins.pin(rows.getString(1), rows.getLong(2));
            }
        }
        long lost = Meta.number(connection, Meta.SUBSCRIPTIONS_LOST);
        if (lost > 0) {
            pins.lost(retained, lost + Meta.LOSS_REMEMBERED_MILLIS);
        }
        return pins;
    }

    /** Pins a subscription that the journal knows from before, or one that begins now. */
    public synchronized void pin(String name, long position) {
        gone.remove(name);
        positions.put(name, position);
    }

    /** Subscriptions were lost with a damaged file, so nothing behind this position may go until all have come again. */
    public synchronized void lost(long position, long until) {
        lost = new Lost(position, until);
    }

    public synchronized void passed(String name, long position) {
        positions.computeIfPresent(name, (n, before) -> position);
    }

    /** Its file is gone. A delivery that still ends pins nothing. */
    public synchronized void gone(String name) {
        gone.add(name);
        positions.remove(name);
    }

    public synchronized boolean isGone(String name) {
        return gone.contains(name);
    }

    /** Subscriptions that pin. */
    public synchronized List<String> names() {
        return List.copyOf(positions.keySet());
    }

    /** Each of these has come; once all have, no subscription is lost any more. */
    public synchronized void expect(Set<String> names) {
        if (positions.keySet().containsAll(names)) {
            lost = NONE;
        }
    }

    /** The last sequence that no subscription needs. */
    synchronized long passed(long head, long now) {
        long unknown = now < lost.until() ? lost.position() : Long.MAX_VALUE;
        return positions.values().stream().mapToLong(Long::longValue).reduce(Math.min(head, unknown), Math::min);
    }
}
