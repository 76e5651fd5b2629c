package io.github.tektoncourier.cel;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An object in JSON text. Members are looked for as far as the one that is asked for, and their values are read once. Steps
 * of a route that run side by side can share it.
 */
final class JsonObject extends AbstractMap<String, Object> {

    private final JsonText json;
    private final Map<String, Object> known = new LinkedHashMap<>();

    /** Where the next member begins; -1 where that is behind the latest, or there is none. */
    private int next;

    /** Where the latest member's value begins, which is passed over only when another member is looked for; else -1. */
    private int latest = -1;

    /** @param from where its brace stands */
    JsonObject(JsonText json, int from) {
        this.json = json;
        int first = json.blanks(from + 1);
        this.next = json.at(first) == '}' ? -1 : first;
    }

    /** A value that was passed over. */
    private record Unread(int from) {}

    @Override
    public synchronized @Nullable Object get(@Nullable Object key) {
        return key instanceof String name && find(name) ? read(name) : null;
    }

    @Override
    public synchronized boolean containsKey(@Nullable Object key) {
        return key instanceof String name && find(name);
    }

    @Override
    public synchronized Set<Map.Entry<String, Object>> entrySet() {
        while (!ended()) {
            step();
        }
        known.replaceAll((name, value) -> value instanceof Unread unread ? json.value(unread.from()) : value);
        return Collections.unmodifiableMap(known).entrySet();
    }

    /** The first member that has one of these names. */
    synchronized Optional<Object> first(Set<String> names) {
        while (true) {
            for (String name : names) {
                if (known.containsKey(name)) {
                    return Optional.of(read(name));
                }
            }
            if (ended()) {
                return Optional.empty();
            }
            step();
        }
    }

    private boolean find(String name) {
        while (!known.containsKey(name)) {
            if (ended()) {
                return false;
            }
            step();
        }
        return true;
    }

    private Object read(String name) {
        Object value = known.get(name);
        if (value instanceof Unread unread) {
            value = json.value(unread.from());
            known.put(name, value);
        }
        return Objects.requireNonNull(value);
    }

    private boolean ended() {
        return next < 0 && latest < 0;
    }

    /** Goes on by one member, or to the end. */
    private void step() {
        if (latest >= 0) {
            int behind = json.blanks(json.end(latest));
            latest = -1;
            if (json.at(behind) == ',') {
                next = json.blanks(behind + 1);
            } else if (json.at(behind) == '}') {
                next = -1;
                return;
            } else {
                throw JsonText.unreadable();
            }
        }
        int nameEnd = json.at(next) == '"' ? json.end(next) : next;
        int colon = json.blanks(nameEnd);
        if (nameEnd == next || json.at(colon) != ':') {
            throw JsonText.unreadable();
        }
        latest = json.blanks(colon + 1);
        known.putIfAbsent(json.string(next, nameEnd), new Unread(latest));
        next = -1;
    }
}
