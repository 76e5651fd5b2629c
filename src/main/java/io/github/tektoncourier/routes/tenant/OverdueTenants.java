package io.github.tektoncourier.routes.tenant;

import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.SubscriptionName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds tenants' subscriptions whose events have waited for too long. All subscriptions share one journal, and a full one
 * lets the watch wait: a tenant's dead receiver would end the deliveries of all others.
 */
public final class OverdueTenants {

    /** After a start, what waited while the courier was away has this long to be delivered. */
    private static final Duration GRACE = Duration.ofHours(1);

    private final Supplier<List<Books>> journal;
    private final Clock clock;
    private final Duration most;
    private final Map<String, Instant> since = new HashMap<>();

    /**
     * Begins with no subscription.
     *
     * @param journal the books of all subscriptions
     * @param most how long an event of a tenant may wait
     */
    public OverdueTenants(Supplier<List<Books>> journal, Clock clock, Duration most) {
        this.journal = journal;
        this.clock = clock;
        this.most = most;
    }

    /** Those of the running subscriptions whose oldest event has waited for too long. */
    public Set<String> among(Set<String> running) {
        Instant now = clock.instant();
        since.keySet().retainAll(running);
        running.stream()
                .filter(name -> SubscriptionName.namespace(name).isPresent())
                .forEach(name -> since.putIfAbsent(name, now));
        Set<String> overdue = new TreeSet<>();
        if (since.isEmpty()) {
            return overdue;
        }
        for (Books books : journal.get()) {
            @Nullable Instant started = since.get(books.subscription());
            @Nullable Instant oldest = books.oldestPending();
            if (started != null
                    && oldest != null
                    && oldest.isBefore(now.minus(most))
                    && started.isBefore(now.minus(GRACE))) {
                overdue.add(books.subscription());
                since.remove(books.subscription());
            }
        }
        return overdue;
    }
}
