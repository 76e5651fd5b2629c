package io.github.tektoncourier.journal.delivery;

import java.util.HashSet;
import java.util.Set;

/**
 * Whether the sink as a whole is down: the latest attempts of different partition keys all failed, and nothing
 * succeeded since the first of them did.
 */
final class SinkHealth {

    private static final int KEYS = 2;

    private final Set<String> suspects = new HashSet<>();
    private long successes;
    private boolean down;
    private int probes;
    private long nextProbe;

    boolean down() {
        return down;
    }

    /** How often the sink took something. */
    long successes() {
        return successes;
    }

    /** When to ask next whether it is back. */
    long nextProbe() {
        return nextProbe;
    }

    /** The sink took something, or refused it for good: it is there. True when it had been down. */
    boolean answered() {
        successes++;
        suspects.clear();
        boolean back = down;
        down = false;
        probes = 0;
        return back;
    }

    /** A key that is not known as troublesome failed. True when this makes the sink look down. */
    boolean failed(String key) {
        if (!down && suspects.add(key) && suspects.size() >= KEYS) {
            down = true;
            return true;
        }
        return false;
    }

    /** Failed probes in a row, this one included. */
    int probeFailed() {
        return ++probes;
    }

    void probeAt(long millis) {
        nextProbe = millis;
    }
}
