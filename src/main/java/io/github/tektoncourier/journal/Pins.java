package io.github.tektoncourier.journal;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the subscriptions still need. One whose file is gone pins nothing, from that moment on; one that is absent for
 * another reason, after a start or for the moment of a reload, is waited for.
 */
final class Pins {

    static final long GRACE_AFTER_START = 10 * 60_000L;
    static final long GRACE_AFTER_CLOSE = 10_000L;
    private static final long AS_LONG_AS_IT_TAKES = Long.MAX_VALUE;

    private record Pin(long position, long until) {}

    private final Map<String, Pin> pins = new HashMap<>();
    private final Set<String> gone = new HashSet<>();

    /** A subscription found in the file at start, which may come back. */
    synchronized void found(String name, long position, long now) {
        pins.put(name, new Pin(position, now + GRACE_AFTER_START));
    }

    /** It subscribes. */
    synchronized void begin(String name, long position) {
        gone.remove(name);
        pins.put(name, new Pin(position, AS_LONG_AS_IT_TAKES));
    }

    synchronized void passed(String name, long position) {
        pins.computeIfPresent(name, (n, pin) -> new Pin(position, pin.until()));
    }

    synchronized void closed(String name, long now) {
        pins.computeIfPresent(name, (n, pin) -> new Pin(pin.position(), now + GRACE_AFTER_CLOSE));
    }

    /** Its file is gone. Whoever still ends its deliveries pins nothing by it. */
    synchronized void gone(String name) {
        gone.add(name);
        pins.remove(name);
    }

    synchronized boolean isGone(String name) {
        return gone.contains(name);
    }

    /** It has a file, so it is waited for, however long that takes. */
    synchronized void await(String name) {
        pins.computeIfPresent(name, (n, pin) -> new Pin(pin.position(), AS_LONG_AS_IT_TAKES));
    }

    /** Those that pin, or may do so again. */
    synchronized List<String> names() {
        return List.copyOf(pins.keySet());
    }

    /** The last sequence that nobody needs any more. */
    synchronized long passed(long head, long now) {
        pins.values().removeIf(pin -> pin.until() <= now);
        return pins.values().stream().mapToLong(Pin::position).min().orElse(head);
    }
}
