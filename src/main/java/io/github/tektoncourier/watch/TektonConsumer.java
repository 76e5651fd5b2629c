package io.github.tektoncourier.watch;

import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.InMemoryKnown;
import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.watch.api.ApiServer;
import io.github.tektoncourier.watch.api.Resource;
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
import java.util.List;
import java.util.Random;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/** Runs one watcher for each scope of its endpoint and puts every change on the route. */
public class TektonConsumer extends DefaultConsumer implements Suspendable {
    private static final Duration JOIN = Duration.ofSeconds(5);

    private final TektonEndpoint endpoint;
    private final InMemoryKnown ownMemory = new InMemoryKnown();
    private List<ScopeWatcher> watchers = List.of();
    private @Nullable ScheduledExecutorService timer;
    private @Nullable WatchHealth health;

    TektonConsumer(TektonEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    List<WatchState> states() {
        return watchers.stream().map(ScopeWatcher::state).toList();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        open();
    }

    @Override
    protected void doResume() throws Exception {
        open();
    }

    /** Camel suspends a consumer before it waits for what is in flight, so a stop closes the connections first. */
    @Override
    protected void doSuspend() throws Exception {
        shut();
    }

    @Override
    protected void doStop() throws Exception {
        shut();
        super.doStop();
    }

    private void open() {
        int silence = endpoint.getComponent().getSilenceSeconds();
        List<Resource> resources = endpoint.resources().stream()
                .map(resource -> resource.withSilence(silence))
                .toList();
        if (!resources.isEmpty()) {
            ScheduledExecutorService retries = endpoint.getCamelContext()
                    .getExecutorServiceManager()
                    .newSingleThreadScheduledExecutor(this, "tekton-retries");
            timer = retries;
            ApiServer api = endpoint.getComponent().api();
            ClusterIdentity cluster =
                    new ClusterIdentity(api, endpoint.getCluster(), identity -> used(identity, resources));
            SameCluster same = new SameCluster(api, known());
            History history = endpoint.getComponent().history(() -> new History(api, known(), clock()));
            watchers = resources.stream()
                    .map(resource -> watcher(resource, api, cluster, same, history, retries))
                    .toList();
        }
        register();
        endpoint.getComponent().started(this);
        watchers.forEach(ScopeWatcher::start);
    }

    private Known known() {
        return endpoint.getComponent().memory().orElse(ownMemory);
    }

    private boolean used(String identity, List<Resource> resources) {
        Known known = known();
        return resources.stream()
                .anyMatch(resource -> !known.position(resource.scope(identity)).equals(Known.Position.NONE));
    }

    private ScopeWatcher watcher(
            Resource resource,
            ApiServer api,
            ClusterIdentity cluster,
            SameCluster same,
            History history,
            ScheduledExecutorService retries) {
        Clock clock = clock();
        TektonComponent component = endpoint.getComponent();
        Known known = known();
        WatchStatus status = new WatchStatus(resource.words(), clock);
        Handover handover =
                new Handover((change, done) -> route(known, change, done), component.budget(), retries, status);
        return new ScopeWatcher(new WatchTools(
                api,
                resource,
                cluster,
                same,
                history,
                known,
                endpoint.getAnnounce(),
                handover,
                status,
                clock,
                new Random()));
    }

    private void route(Known known, Change change, java.util.function.Consumer<@Nullable Throwable> done) {
        Exchange exchange = createExchange(false);
        exchange.getMessage().setBody(change);
        getAsyncProcessor().process(exchange, sync -> {
            Throwable failure = exchange.getException();
            releaseExchange(exchange, false);
            if (failure == null && known instanceof InMemoryKnown memory) {
                memory.reached(change);
            }
            done.accept(failure);
        });
    }

    /** The context's clock, which is never set back; elsewhere the system's. */
    private Clock clock() {
        Clock bound = endpoint.getCamelContext().getRegistry().findSingleByType(Clock.class);
        return bound == null ? Clock.systemUTC() : bound;
    }

    private void register() {
        HealthCheckRegistry registry = HealthCheckRegistry.get(endpoint.getCamelContext());
        if (registry != null) {
            WatchHealth check = new WatchHealth(
                    "tekton-" + (getRouteId() == null ? endpoint.getStream() : getRouteId()), this::states, clock());
            check.setCamelContext(endpoint.getCamelContext());
            registry.register(check);
            health = check;
        }
    }

    private void shut() throws InterruptedException {
        watchers.forEach(ScopeWatcher::stop);
        for (ScopeWatcher watcher : watchers) {
            watcher.join(JOIN);
        }
        endpoint.getComponent().stopped(this);
        watchers = List.of();
        HealthCheckRegistry registry = HealthCheckRegistry.get(endpoint.getCamelContext());
        if (registry != null && health != null) {
            registry.unregister(health);
        }
        if (timer != null) {
            endpoint.getCamelContext().getExecutorServiceManager().shutdownNow(timer);
            timer = null;
        }
    }
}
