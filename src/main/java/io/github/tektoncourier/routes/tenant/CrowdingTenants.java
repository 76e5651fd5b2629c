package io.github.tektoncourier.routes.tenant;

import io.github.tektoncourier.journal.Hold;
import io.github.tektoncourier.journal.SubscriptionName;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds tenants' subscriptions that alone keep more than half of the journal. Where a flood comes, a dead receiver of a
 * tenant would fill it long before its oldest event is old.
 */
public final class CrowdingTenants {

    private CrowdingTenants() {}

    /**
     * Those of the running subscriptions; none while a subscription of the operator keeps nearly as much, because letting
     * go of a tenant's would free less than a tenth of the journal.
     *
     * @param holds what the journal keeps for each subscription
     */
    public static Set<String> among(Set<String> running, List<Hold> holds, long maxBytes) {
        long operators = holds.stream()
                .filter(hold -> SubscriptionName.namespace(hold.subscription()).isEmpty())
                .mapToLong(Hold::bytes)
                .max()
                .orElse(0);
        Set<String> crowding = new TreeSet<>();
        holds.stream()
                .filter(hold -> hold.bytes() > maxBytes / 2 && hold.bytes() - operators >= maxBytes / 10)
                .map(Hold::subscription)
                .filter(running::contains)
                .filter(name -> SubscriptionName.namespace(name).isPresent())
                .forEach(crowding::add);
        return crowding;
    }
}
