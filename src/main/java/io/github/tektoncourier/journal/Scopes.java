package io.github.tektoncourier.journal;

import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.run.Scope;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where each list and watch stands; what only moved without leading to events is written at most every few seconds. */
final class Scopes {

    static final long ALONE_MILLIS = 5_000;

    private final Map<String, Known.Position> positions;
    private final Map<String, Known.Position> unwritten = new LinkedHashMap<>();
    private long written;

    Scopes(Map<String, Known.Position> stored, long now) {
        this.positions = stored;
        this.written = now;
    }

    synchronized Known.Position position(Scope scope) {
        return positions.getOrDefault(scope.key(), Known.Position.NONE);
    }

    synchronized void moved(Map<String, Known.Position> moved) {
        moved.forEach((key, position) -> {
            Known.Position before = positions.getOrDefault(key, Known.Position.NONE);
            Known.Position after =
                    new Known.Position(position.resourceVersion(), before.baseline() || position.baseline());
            positions.put(key, after);
            if (!after.equals(before)) {
                unwritten.put(key, after);
            }
        });
    }

    /** What is to be written together with these moves. */
    synchronized Map<String, Known.Position> with(Map<String, Known.Position> moved) {
        Map<String, Known.Position> all = new LinkedHashMap<>(unwritten);
        all.putAll(moved);
        return all;
    }

    synchronized void written(Map<String, Known.Position> now, long millis) {
        now.keySet().forEach(unwritten::remove);
        written = millis;
    }

    /** When a position that moved alone must be written. */
    synchronized long due() {
        return unwritten.isEmpty() ? Long.MAX_VALUE : written + ALONE_MILLIS;
    }

    synchronized int size() {
        return positions.size();
    }
}
