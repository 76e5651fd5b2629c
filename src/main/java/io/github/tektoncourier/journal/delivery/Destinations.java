package io.github.tektoncourier.journal.delivery;

import io.github.tektoncourier.journal.SubscriptionSettings;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The destinations of one subscription: one, or one for each value of a slot that events wait for. Lanes are shared out so
 * that addresses which do not answer hold up no others, each of their tries be it a long timeout.
 */
final class Destinations {

    private static final int SWEEP = 256;

    private final SubscriptionSettings settings;
    private final boolean ofSlot;
    private final SplittableRandom random;
    private final LongSupplier taken;

    /** In the order in which they sent last. */
    private final Map<String, Destination> all = new LinkedHashMap<>();

    private int troubled;
    private int unproven;

    Destinations(SubscriptionSettings settings, boolean ofSlot, SplittableRandom random, LongSupplier taken) {
        this.settings = settings;
        this.ofSlot = ofSlot;
        this.random = random;
        this.taken = taken;
        if (!ofSlot) {
            of("", 0);
        }
    }

    Destination of(String value, long now) {
        Destination known = all.get(value);
        if (known == null) {
            if (all.size() % SWEEP == SWEEP - 1) {
                all.values().removeIf(old -> old.idle(now));
            }
            known = new Destination(value, settings, ofSlot, random, taken);
            all.put(value, known);
        }
        return known;
    }

    Collection<Destination> all() {
        return all.values();
    }

    /** What to send now, if anything. */
    @Nullable
    Lane next(long now, boolean parkedToo) {
        for (Destination destination : all.values()) {
            Lane lane = admits(destination) ? destination.next(now, parkedToo || ofSlot) : null;
            if (lane != null) {
                return lane;
            }
        }
        return null;
    }

    /** When {@link #next} may have something, if nothing else happens before. */
    long due(long now) {
        long due = Long.MAX_VALUE;
        for (Destination destination : all.values()) {
            if (admits(destination)) { // else the end of an attempt comes first
                due = Math.min(due, destination.due(now));
            }
        }
        return due;
    }

    private boolean admits(Destination destination) {
        if (all.size() == 1) {
            return true;
        }
        return switch (destination.standing()) {
            case TROUBLED -> troubled < Math.max(1, settings.lanes() / 4);
            case UNPROVEN -> destination.inFlight == 0 && unproven < Math.max(1, settings.lanes() / 2);
            case PROVEN -> destination.inFlight < Math.max(1, settings.lanes() / 2);
        };
    }

    /** An attempt begins; the next one is another destination's, if any other has something. */
    void started(Lane lane) {
        Destination destination = lane.destination;
        destination.inFlight++;
        lane.standing = destination.standing();
        count(lane.standing, 1);
        if (ofSlot) {
            all.remove(destination.value);
            all.put(destination.value, destination);
        }
    }

    void ended(Lane lane) {
        lane.destination.inFlight--;
        count(lane.standing, -1);
    }

    private void count(Destination.Standing standing, int change) {
        troubled += standing == Destination.Standing.TROUBLED ? change : 0;
        unproven += standing == Destination.Standing.UNPROVEN ? change : 0;
    }

    /** Forgets a destination of a slot that nothing waits for. */
    void leave(Destination destination, long now) {
        if (ofSlot && destination.idle(now)) {
            all.remove(destination.value);
        }
    }

    /** Whether all that have events are down. */
    boolean down() {
        return allInUse(each -> each.health.down());
    }

    /** Whether all asked to be left alone. */
    boolean quiet(long now) {
        return allInUse(each -> each.quiet(now));
    }

    private boolean allInUse(Predicate<Destination> holds) {
        boolean any = false;
        for (Destination destination : all.values()) {
            if (inUse(destination)) {
                any = true;
                if (!holds.test(destination)) {
                    return false;
                }
            }
        }
        return any;
    }

    /** A value that nothing waits for is remembered while its address asked to be left alone, and says nothing of others. */
    private boolean inUse(Destination destination) {
        return !ofSlot || destination.waiting > 0;
    }

    /** Whether the route itself failed with events of any. */
    boolean faulty() {
        return all.values().stream().anyMatch(each -> each.faultyLanes > 0);
    }

    /** Since when none takes anything; 0 while one does. */
    long failingSince() {
        long since = Long.MAX_VALUE;
        for (Destination destination : all.values()) {
            if (inUse(destination)) {
                if (destination.failingSince() == 0) {
                    return 0;
                }
                since = Math.min(since, destination.failingSince());
            }
        }
        return since == Long.MAX_VALUE ? 0 : since;
    }
}
