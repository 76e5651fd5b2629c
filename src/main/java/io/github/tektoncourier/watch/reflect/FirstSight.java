package io.github.tektoncourier.watch.reflect;

import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.run.KubernetesEvent;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.Scope;
import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.watch.api.ApiException;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the first list of a scope tells (promise 5 of the event contract). {@code announce} is a rule for runs that the
 * ledger does not know: a run that it knows as live goes on, and so does everything in namespaces that were watched
 * before as part of another scope, because settings that change are no other cluster.
 */
final class FirstSight {
    private static final Logger LOG = LoggerFactory.getLogger(FirstSight.class);

    private final Announce announce;
    private final Known known;
    private final Scope scope;
    private final List<Scope> former;
    private final List<Scope> places;

    private FirstSight(Announce announce, Known known, Scope scope, List<Scope> places) {
        this.announce = announce;
        this.known = known;
        this.scope = scope;
        this.places = List.copyOf(places);
        this.former = known.positions().entrySet().stream()
                .filter(one -> one.getValue().baseline() && places.contains(one.getKey()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Prepares the rule. Asks the API server when the ledger knows clusters by other names. */
    static FirstSight of(WatchTools tools, Scope scope) throws ApiException, InterruptedException {
        List<Scope> places = names(tools, scope).stream()
                .flatMap(name -> meeting(tools.known(), scope.in(name)))
                .toList();
        return new FirstSight(tools.announce(), tools.known(), scope, places);
    }

    /** The names under which the ledger knows this cluster; the scope's own comes first. */
    static Set<String> names(WatchTools tools, Scope scope) throws ApiException, InterruptedException {
        Set<String> names = new LinkedHashSet<>(List.of(scope.cluster()));
        for (Scope other : tools.known().positions().keySet()) {
            if (!names.contains(other.cluster())
                    && other.meets(scope)
                    && tools.sameCluster().isKnownAs(other.cluster(), scope)) {
                names.add(other.cluster());
            }
        }
        return names;
    }

    /** The scopes whose runs in the ledger a complete list of this scope must show. */
    static Stream<Scope> meeting(Known known, Scope scope) {
        Stream<Scope> others = known.positions().keySet().stream()
                .filter(other -> other.cluster().equals(scope.cluster()) && other.meets(scope));
        return Stream.concat(Stream.of(scope), others).distinct();
    }

    /** Whether an object of the first list is recorded without being told. */
    boolean silences(Change change) {
        Run run = change.run();
        if (run != null) {
            return announce.silences(run) && !wasWatched(run.namespace()) && !known.isLive(run.uid());
        }
        KubernetesEvent event = change.event();
        return event != null && announce.silencesPastEvents() && !wasWatched(event);
    }

    private boolean wasWatched(KubernetesEvent event) {
        KubernetesEvent.Involved about = event.involved();
        return former.stream()
                .anyMatch(one -> one.includes(event.namespace()) && one.isAbout(about.apiVersion(), about.kind()));
    }

    /** Whether every run of this namespace would have been found under the former settings, too. */
    boolean wasWatched(String namespace) {
        return former.stream()
                .anyMatch(one -> one.includes(namespace)
                        && (one.selector().isEmpty() || one.selector().equals(scope.selector())));
    }

    /** Whether the ledger has no run that could be missing. */
    boolean isOfTheUnknown() {
        return former.isEmpty();
    }

    /** {@link #meeting}, under every name of the cluster. */
    List<Scope> places() {
        return places;
    }

    /** The time up to which no former scope has missed anything. */
    Optional<Instant> reached() {
        List<Optional<Instant>> all = former.stream().map(known::reached).toList();
        return all.stream().allMatch(Optional::isPresent)
                ? all.stream().flatMap(Optional::stream).min(Comparator.naturalOrder())
                : Optional.empty();
    }

    /** Logs the rule, one line for the scope. */
    void say() {
        String rule = announce.name().toLowerCase(Locale.ROOT);
        String told =
                switch (announce) {
                    case NEW -> "only what happens from now on is told";
                    case ACTIVE -> "the past is told, too, while they have not ended";
                    case ALL -> "all is told";
                };
        String before = former.stream()
                .map(one -> one.words() + (one.cluster().equals(scope.cluster()) ? "" : " of cluster " + one.cluster()))
                .sorted()
                .limit(3)
                .collect(Collectors.joining(", "));
        LOG.info(
                "Watch of {}: met for the first time, announce={}: of what is there and not known {}.{}",
                scope.words(),
                rule,
                told,
                before.isEmpty()
                        ? ""
                        : " What was watched before as " + LogText.line(before)
                                + (former.size() > 3 ? " and " + (former.size() - 3) + " more" : "")
                                + " goes on as it was.");
    }
}
