package io.github.tektoncourier.watch;

import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.watch.api.ApiException;
import io.github.tektoncourier.watch.api.ApiServer;
import io.github.tektoncourier.watch.api.Resource;
import io.github.tektoncourier.watch.namespaces.NamespaceFollower;
import io.github.tektoncourier.watch.namespaces.NamespaceSelection;
import io.github.tektoncourier.watch.namespaces.SelectedNamespaces;
import io.github.tektoncourier.watch.reflect.Announce;
import io.github.tektoncourier.watch.reflect.ClusterIdentity;
import io.github.tektoncourier.watch.reflect.Handover;
import io.github.tektoncourier.watch.reflect.History;
import io.github.tektoncourier.watch.reflect.SameCluster;
import io.github.tektoncourier.watch.reflect.ScopeWatcher;
import io.github.tektoncourier.watch.reflect.WatchState;
import io.github.tektoncourier.watch.reflect.WatchStatus;
import io.github.tektoncourier.watch.reflect.WatchTools;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.spi.ExecutorServiceManager;
import org.jspecify.annotations.Nullable;

/** All that one consumer watches between its start and its stop: fixed scopes, or those of namespaces that come and go. */
final class OpenWatches implements SelectedNamespaces.Watches {
    private static final Duration JOIN = Duration.ofSeconds(5);

    /** The deletions of a namespace's runs come by other watches than that of the namespace. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** A scope that a crash left in its first list is as new as it was; clocks differ, too. */
    private static final Duration SLACK = Duration.ofMinutes(2);

    private static final Instant NEVER = Instant.MAX;

    private final TektonEndpoint endpoint;
    private final Known known;
    private final Handover.Route route;
    private final Clock clock;
    private final NamespaceSelection selection;
    private final ApiServer api;
    private final ClusterIdentity cluster;
    private final SameCluster sameCluster;
    private final History history;
    private final ScheduledExecutorService retries;
    private final ScheduledExecutorService leaving;
    private final ScopeWatchers watchers = new ScopeWatchers();
    private @Nullable NamespaceFollower follower;
    private volatile @Nullable WatchStatus following;
    private final Instant started;
    private @Nullable Instant watchedBefore; // as it was at the first question

    OpenWatches(TektonEndpoint endpoint, Known known, Handover.Route route, Clock clock) {
        this.endpoint = endpoint;
        this.known = known;
        this.route = route;
        this.clock = clock;
        this.started = clock.instant();
        this.selection = endpoint.selection();
        ExecutorServiceManager executors = endpoint.getCamelContext().getExecutorServiceManager();
        this.retries = executors.newSingleThreadScheduledExecutor(this, "tekton-retries");
        this.leaving = executors.newSingleThreadScheduledExecutor(this, "tekton-namespaces");
        this.api = endpoint.getComponent().api();
        this.cluster = new ClusterIdentity(api, endpoint.getCluster(), this::isUsed);
        this.sameCluster = new SameCluster(api, known);
        this.history = endpoint.getComponent().history(() -> new History(api, known, clock));
    }

    void start() {
        if (selection.isFixed()) {
            begin("", endpoint.resources(), endpoint.getAnnounce());
            return;
        }
        WatchStatus status = new WatchStatus(selection.words(), clock);
        following = status;
        NamespaceFollower started = new NamespaceFollower(
                api,
                selection,
                endpoint.resources(),
                new SelectedNamespaces(selection, this, leaving, GRACE, NamespaceSelection.MOST),
                status,
                clock);
        follower = started;
        started.start();
    }

    List<WatchState> states() {
        List<WatchState> states = new ArrayList<>();
        WatchStatus status = following;
        if (status != null) {
            states.add(status.state());
        }
        states.addAll(watchers.states());
        return states;
    }

    void stop() throws InterruptedException {
        NamespaceFollower started = follower;
        if (started != null) {
            started.stop();
        }
        watchers.stop();
        if (started != null) {
            started.join(JOIN);
        }
        ExecutorServiceManager executors = endpoint.getCamelContext().getExecutorServiceManager();
        executors.shutdownNow(leaving);
        executors.shutdownNow(retries);
    }

    @Override
    public void everywhere(String scope) {
        following = null;
        begin("", endpoint.resources(List.of(scope)), endpoint.getAnnounce());
    }

    @Override
    public void begin(String namespace, Instant created, boolean atStart) throws ApiException, InterruptedException {
        Instant before = watchedBefore();
        boolean isNew = before.equals(NEVER)
                ? !atStart && !created.isBefore(started.truncatedTo(ChronoUnit.SECONDS))
                : !created.isBefore(before);
        begin(namespace, endpoint.resources(List.of(namespace)), isNew ? Announce.ALL : endpoint.getAnnounce());
    }

    @Override
    public void end(String namespace) {
        watchers.stop(namespace);
    }

    private void begin(String namespace, List<Resource> resources, Announce announce) {
        int silence = endpoint.getComponent().getSilenceSeconds();
        watchers.start(
                namespace,
                resources.stream()
                        .map(resource -> watcher(resource.withSilence(silence), announce))
                        .toList());
    }

    private ScopeWatcher watcher(Resource resource, Announce announce) {
        WatchStatus status = new WatchStatus(resource.words(), clock);
        Handover handover = new Handover(route, endpoint.getComponent().budget(), retries, status);
        return new ScopeWatcher(new WatchTools(
                api, resource, cluster, sameCluster, history, known, announce, handover, status, clock, new Random()));
    }

    /** From when on namespaces that are created have no past: the courier watched others until it stopped, or crashed. */
    private Instant watchedBefore() throws ApiException, InterruptedException {
        Instant before = watchedBefore;
        if (before == null) {
            String identity = cluster.get();
            before = known.positions().entrySet().stream()
                    .filter(one -> one.getKey().cluster().equals(identity)
                            && one.getValue().baseline()
                            && isOurs(one.getKey().resource()))
                    .map(one -> known.reached(one.getKey()))
                    .flatMap(Optional::stream)
                    .max(Comparator.naturalOrder())
                    .map(reached -> reached.minus(SLACK))
                    .orElse(NEVER);
            watchedBefore = before;
        }
        return before;
    }

    private boolean isOurs(String name) {
        return endpoint.resources().stream()
                .anyMatch(resource -> resource.name().equals(name));
    }

    private boolean isUsed(String identity) {
        if (selection.isFixed()) {
            return endpoint.resources().stream().anyMatch(resource -> !known.position(resource.scope(identity))
                    .equals(Known.Position.NONE));
        }
        return known.positions().keySet().stream()
                .anyMatch(scope -> scope.cluster().equals(identity) && isOurs(scope.resource()));
    }
}
