package io.github.tektoncourier.journal.delivery;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The partition keys that a subscription has events of: which may go now, which wait, and until when. */
final class Lanes {

    private final Destination destination;
    private final Map<String, Lane> lanes = new LinkedHashMap<>();
    private final LinkedHashSet<Lane> ready = new LinkedHashSet<>();
    private final TreeSet<Lane> waiting =
            new TreeSet<>(Comparator.comparingLong((Lane l) -> l.due).thenComparingLong(l -> l.number));
    private long numbers;
    private long attempts;

    Lanes(Destination destination) {
        this.destination = destination;
    }

    List<Lane> all() {
        return List.copyOf(lanes.values());
    }

    /** The lane of a key, made ready if it is new. */
    Lane of(String key) {
        Lane lane = lanes.get(key);
        if (lane == null) {
            lane = new Lane(destination, key, ++numbers);
            lanes.put(key, lane);
            ready.add(lane);
        }
        return lane;
    }

    /** One that may go: a retry that is due, of a parked run only if it may be, else the one that is ready for longest. */
    @Nullable
    Lane next(long now, boolean parkedToo) {
        for (Lane lane : waiting) {
            if (lane.due > now) {
                break;
            }
            if (parkedToo || ready.isEmpty() || !lane.aside()) {
                return lane;
            }
        }
        return ready.isEmpty() ? null : ready.iterator().next();
    }

    /** For probes, which rotate: one run that the sink dislikes must not hide that it is back. */
    @Nullable
    Lane leastTried(long now) {
        Lane best = null;
        for (Lane lane : lanes.values()) {
            boolean may = lane.state == Lane.State.READY
                    || (lane.state == Lane.State.WAITING && (!lane.aside() || lane.due <= now));
            if (may && (best == null || sooner(lane, best))) {
                best = lane;
            }
        }
        return best;
    }

    /** What goes again is the last to ask whether a sink is back. */
    private static boolean sooner(Lane lane, Lane best) {
        boolean again = lane.again > 0;
        return again == (best.again > 0) ? lane.tried < best.tried : !again;
    }

    long firstDue() {
        return waiting.isEmpty() ? Long.MAX_VALUE : waiting.first().due;
    }

    void start(Lane lane) {
        ready.remove(lane);
        waiting.remove(lane);
        lane.state = Lane.State.IN_FLIGHT;
        lane.tried = ++attempts;
    }

    /** The first event of the lane is done with; the next one may go. True when there is none and the lane is gone. */
    boolean leave(Lane lane) {
        lane.queue.remove();
        lane.failure = null;
        lane.forgiven = 0;
        lane.faulty = false;
        lane.trim = 0;
        if (lane.queue.isEmpty()) {
            lanes.remove(lane.key);
            return true;
        }
        again(lane);
        return false;
    }

    /** The lane may go at once. */
    void again(Lane lane) {
        lane.state = Lane.State.READY;
        ready.add(lane);
    }

    void await(Lane lane, long due) {
        ready.remove(lane);
        lane.due = due;
        lane.state = Lane.State.WAITING;
        waiting.add(lane);
    }

    /** Those that wait for their next try. */
    List<Lane> waiting() {
        return waiting.isEmpty() ? List.of() : List.copyOf(waiting);
    }

    /** A lane that waited may go at once, as if nothing had happened. */
    void forgive(Lane lane) {
        waiting.remove(lane);
        lane.failure = null;
        lane.forgiven++;
        again(lane);
    }
}
