package io.github.tektoncourier.journal;

import java.util.HashMap;
import java.util.Map;

/**
 * What the subscriptions still need. One whose file is gone pins nothing; after a start, and for the moment of a reload,
 * an absent one is waited for.
 */
final class Pins {

    static final long GRACE_AFTER_START = 10 * 60_000L;
    static final long GRACE_AFTER_CLOSE = 10_000L;

    private record Pin(long position, long until) {}

    private final Map<String, Pin> pins = new HashMap<>();

    /** A subscription found in the file at start, which may come back. */
    synchronized void found(String name, long position, long now) {
        pins.put(name, new Pin(position, now + GRACE_AFTER_START));
    }

    synchronized void at(String name, long position) {
        pins.put(name, new Pin(position, Long.MAX_VALUE));
    }

    synchronized void closed(String name, long now) {
        pins.computeIfPresent(name, (n, pin) -> new Pin(pin.position(), now + GRACE_AFTER_CLOSE));
    }

    /** The last sequence that nobody needs any more. */
    synchronized long passed(long head, long now) {
        pins.values().removeIf(pin -> pin.until() <= now);
        return pins.values().stream().mapToLong(Pin::position).min().orElse(head);
    }
}
