package io.github.tektoncourier.journal.delivery.budget;

import io.github.tektoncourier.journal.delivery.budget.BudgetAccount.Speed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Which of the events that wait may go next, for one state of the budget. The subscription with the least under way goes
 * first; sinks that take long leave a reserve to those that answer quickly.
 */
final class GrantOrder {

    /**
     * An event that may go.
     *
     * @param own bytes that are kept for it beside its body, until its route tells how much it needs
     */
    record Grant(Ticket ticket, Speed speed, long own) {}

    private final long capacity;
    private final long reserve;
    private final long used;
    private final LongPredicate bodyIsThere;
    private final Collection<Flight> flights;
    private final long now;
    private @Nullable Shares shares;

    /**
     * An order for now.
     *
     * @param reserve the part of {@code capacity} that is kept for quick sinks
     * @param bodyIsThere whether the body of a snapshot is in memory already
     * @param flights what is under way
     */
    GrantOrder(
            long capacity, long reserve, long used, LongPredicate bodyIsThere, Collection<Flight> flights, long now) {
        this.capacity = capacity;
        this.reserve = reserve;
        this.used = used;
        this.bodyIsThere = bodyIsThere;
        this.flights = flights;
        this.now = now;
    }

    /** The first that may go; absent where all must wait. */
    @Nullable
    Grant first(List<Ticket> waiting) {
        List<Ticket> order = waiting;
        if (waiting.size() > 1) {
            order = new ArrayList<>(waiting); // as they came, where they have the same under way
            order.sort(Comparator.comparingLong(ticket -> ticket.account.held));
        }
        boolean full = false;
        boolean fullForSlow = false;
        for (Ticket ticket : order) {
            long cost = ticket.cost(bodyIsThere.test(ticket.snapshot));
            Speed speed = ticket.account.speed;
            boolean tries = speed == Speed.UNKNOWN && ticket.length >= Expansion.LARGE;
            if (!fullForSlow && !full && !tries && used + cost <= capacity - reserve) {
                return new Grant(ticket, speed, ticket.own());
            }
            if (speed == Speed.UNKNOWN && !shares().trying.contains(ticket.account)) {
                if (tries && shares().learning) {
                    continue; // its turn comes in a moment
                }
                if (roomForNew(ticket)) {
                    return new Grant(ticket, Speed.UNKNOWN, tries ? Ticket.OVERHEAD : ticket.own());
                }
            }
            full |= used > 0 && used + cost > capacity;
            if (speed == Speed.QUICK) {
                if (!full || roomForQuick(cost)) {
                    return new Grant(ticket, Speed.QUICK, ticket.own());
                }
            } else if (!full && !fullForSlow && roomForSlow(cost)) {
                return new Grant(ticket, Speed.SLOW, ticket.own());
            } else {
                fullForSlow = true;
            }
            if (full && cost > capacity) {
                return null; // it goes alone, so nothing may begin before it
            }
        }
        return null;
    }

    /**
     * Whether quick sinks hold less than what is kept for them. Slow ones may have grown beyond their part: what a route
     * makes of an event is known only when it is sent.
     */
    private boolean roomForQuick(long cost) {
        long quick = shares().quick;
        return (quick == 0 || quick + cost <= reserve) && used + cost <= 2 * capacity;
    }

    /**
     * One large event at a time until it is sent, because only then it is known what its route makes of it; and one of each
     * subscription, because all of them may turn out to hang.
     */
    private boolean roomForNew(Ticket ticket) {
        long body = bodyIsThere.test(ticket.snapshot) ? 0 : ticket.length;
        return used == 0 || used + Ticket.OVERHEAD + body <= capacity + 2 * reserve;
    }

    private boolean roomForSlow(long cost) {
        long slow = shares().slow;
        return slow == 0 || slow + cost <= capacity - reserve;
    }

    /** Worked out only where it is needed: mostly there is room for all. */
    private Shares shares() {
        Shares known = shares;
        if (known == null) {
            known = new Shares(flights, now);
            shares = known;
        }
        return known;
    }

    /** What quick and slow sinks hold, and which subscriptions are tried. */
    private static final class Shares {
        private final Set<BudgetAccount> trying = new LinkedHashSet<>();
        private boolean learning;
        private long quick;
        private long slow;

        Shares(Collection<Flight> flights, long now) {
            Set<SharedBody> counted = new LinkedHashSet<>();
            for (Flight flight : flights) {
                long bytes = flight.own + (counted.add(flight.body) ? flight.body.length : 0);
                switch (flight.speed(now)) {
                    case QUICK -> quick += bytes;
                    case SLOW -> slow += bytes;
                    case UNKNOWN -> learning |= flight.learns(now);
                }
                if (flight.admitted == Speed.UNKNOWN) {
                    trying.add(flight.account);
                }
            }
        }
    }
}
