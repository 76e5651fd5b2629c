package io.github.tektoncourier.journal.delivery;

import io.github.tektoncourier.journal.SubscriptionSettings;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The destinations of one subscription: one, or one for each value of a slot that events wait for. Lanes are shared out so
 * that addresses which do not answer hold up no others, each of their tries be it a long timeout.
 */
final class Destinations {

    /** The most that waits for a value whose address takes nothing while others do. */
    static final int MAX_WAITING = 10_000;

    /**
     * The most deliveries of one namespace that wait for addresses which take nothing: a few runs that name hundreds of them
     * would fill all that may stand aside, and the events of all others would wait behind them.
     */
    static final int MAX_OF_NAMESPACE = 10_000;

    private static final int SWEEP = 256;

    private final SubscriptionSettings settings;
    private final boolean ofSlot;
    private final SplittableRandom random;
    /** In the order in which they sent last. */
    private final Map<String, Destination> all = new LinkedHashMap<>();

    /** Deliveries in lanes, by namespace. */
    private final Map<String, Integer> ofNamespace = new HashMap<>();

    /** How often any took something. */
    private long taken;

    private int inFlight;
    private int parkedInFlight;
    private boolean parkedLast;
    private int troubled;
    private int unproven;

    Destinations(SubscriptionSettings settings, boolean ofSlot, SplittableRandom random) {
        this.settings = settings;
        this.ofSlot = ofSlot;
        this.random = random;
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
            known = new Destination(value, settings, ofSlot, random, this::taken);
            all.put(value, known);
        }
        return known;
    }

    Collection<Destination> all() {
        return all.values();
    }

    /** How often any took something. */
    long taken() {
        return taken;
    }

    int inFlight() {
        return inFlight;
    }

    /** What to send now, if anything. */
    @Nullable
    Lane next(long now) {
        if (inFlight >= settings.lanes()) {
            return null;
        }
        boolean parkedToo = retryParked();
        for (Destination destination : all.values()) {
            Lane lane = admits(destination) ? destination.next(now, parkedToo || ofSlot) : null;
            if (lane != null) {
                return lane;
            }
        }
        return null;
    }

    /** Runs that stand aside may not take all lanes from those that go well, were each of their tries a long timeout. */
    private boolean retryParked() {
        return settings.lanes() == 1 ? !parkedLast : parkedInFlight < Math.max(1, settings.lanes() / 4);
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
        inFlight++;
        parkedLast = lane.aside();
        lane.startedParked = lane.aside();
        parkedInFlight += lane.startedParked ? 1 : 0;
        destination.inFlight++;
        lane.standing = destination.standing();
        count(lane.standing, 1);
        if (ofSlot) {
            all.remove(destination.value);
            all.put(destination.value, destination);
        }
    }

    void ended(Lane lane) {
        inFlight--;
        parkedInFlight -= lane.startedParked ? 1 : 0;
        lane.startedParked = false;
        lane.destination.inFlight--;
        count(lane.standing, -1);
    }

    /** It took something, or refused it for good. True when it had been down. */
    boolean answered(Destination destination) {
        taken++;
        return destination.answered();
    }

    /** Why nothing more may wait for a destination; empty where it may. */
    String overrun(Destination destination, String namespace) {
        Destination.Standing standing = destination.standing();
        if (standing != Destination.Standing.PROVEN && ofNamespace.getOrDefault(namespace, 0) >= MAX_OF_NAMESPACE) {
            return MAX_OF_NAMESPACE + " deliveries of the namespace wait already, and this value has taken none yet";
        }
        return destination.waiting >= MAX_WAITING
                        && standing == Destination.Standing.TROUBLED
                        && taken > destination.takenBefore
                ? MAX_WAITING + " events wait for this value, whose address takes nothing"
                : "";
    }

    /** An event waits in a lane. */
    void waits(Lane lane) {
        lane.destination.waiting++;
        ofNamespace(lane, 1);
    }

    /** An event of a lane waits no more. */
    void settled(Lane lane) {
        lane.destination.waiting--;
        ofNamespace(lane, -1);
    }

    /** What was there at the start counts for no namespace: the disk does not say for which. */
    private void ofNamespace(Lane lane, int change) {
        if (!lane.namespace.isEmpty()) {
            ofNamespace.merge(lane.namespace, change, (before, more) -> before + more == 0 ? null : before + more);
        }
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
