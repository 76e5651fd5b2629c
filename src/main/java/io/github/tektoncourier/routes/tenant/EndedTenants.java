package io.github.tektoncourier.routes.tenant;

import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.SubscriptionName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds books that tenants leave behind. A tenant gives its subscription a new name as often as it likes, and each name
 * has a row in the journal and labels in the metrics.
 */
public final class EndedTenants {

    /** Ended subscriptions of a namespace whose books stay. */
    private static final int MOST = 20;

    private static final String ENDED = "gone";

    private EndedTenants() {}

    /** All ended subscriptions of those namespaces that have more than twenty. */
    public static Set<String> surplus(List<Books> books) {
        Map<String, Set<String>> ended = books.stream()
                .filter(one -> one.state().equals(ENDED))
                .map(Books::subscription)
                .filter(name -> SubscriptionName.namespace(name).isPresent())
                .collect(Collectors.groupingBy(
                        name -> SubscriptionName.namespace(name).orElseThrow(), Collectors.toCollection(TreeSet::new)));
        return ended.values().stream()
                .filter(names -> names.size() > MOST)
                .flatMap(Set::stream)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
