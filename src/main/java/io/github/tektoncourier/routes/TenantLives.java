package io.github.tektoncourier.routes;

import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.Journal;
import io.github.tektoncourier.journal.SubscriptionName;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a namespace from another one that has its name later. As long as one of the ConfigMaps that were there before is
 * there, it is the same. Where none is, its owner may be another, who must not get what waits for the owner before.
 */
final class TenantLives {

    private static final Logger LOG = LoggerFactory.getLogger(RouteSupervisor.class);

    /** Under this and the namespace the journal notes one ConfigMap that was there. */
    private static final String NOTE = "tenant:";

    private final Journal journal;
    private final Map<String, Set<String>> known = new HashMap<>();

    TenantLives(Journal journal) {
        this.journal = journal;
    }

    /** Namespaces of which no ConfigMap is left that was there before. */
    Set<String> renewed(Map<String, List<String>> objects) {
        return objects.entrySet().stream()
                .filter(one -> !same(one.getKey(), one.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(HashSet::new));
    }

    private boolean same(String namespace, List<String> uids) {
        Set<String> before = known.get(namespace);
        if (before != null) {
            return uids.stream().anyMatch(before::contains);
        }
        OptionalLong noted = journal.noted(NOTE + namespace);
        return noted.isEmpty() || uids.stream().anyMatch(uid -> number(uid) == noted.getAsLong());
    }

    /**
     * Forgets the subscriptions of these namespaces, none of which runs, and takes note of what is there.
     *
     * @throws io.github.tektoncourier.journal.JournalException when that is not durable: call again later
     */
    void begin(Set<String> renewed, Map<String, List<String>> objects) {
        if (!renewed.isEmpty()) {
            Set<String> left = journal.books().stream()
                    .map(Books::subscription)
                    .filter(name -> SubscriptionName.namespace(name)
                            .filter(renewed::contains)
                            .isPresent())
                    .collect(Collectors.toSet());
            journal.forget(left);
            LOG.info("Namespaces {} have none of their ConfigMaps of before; their subscriptions begin anew.", renewed);
        }
        objects.forEach((namespace, uids) -> {
            Set<String> before = known.get(namespace);
            if (before != null && before.equals(Set.copyOf(uids))) {
                return;
            }
            OptionalLong noted = journal.noted(NOTE + namespace);
            if (noted.isEmpty() || uids.stream().noneMatch(uid -> number(uid) == noted.getAsLong())) {
                journal.note(NOTE + namespace, number(uids.get(0)));
            }
            known.put(namespace, Set.copyOf(uids));
        });
    }

    private static long number(String uid) {
        return UUID.nameUUIDFromBytes(uid.getBytes(StandardCharsets.UTF_8)).getMostSignificantBits();
    }
}
