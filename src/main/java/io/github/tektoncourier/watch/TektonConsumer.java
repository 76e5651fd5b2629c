package io.github.tektoncourier.watch;

import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.InMemoryKnown;
import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.watch.reflect.WatchState;
import java.time.Clock;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/** Runs one watcher for each scope of its endpoint and puts every change on the route. */
public class TektonConsumer extends DefaultConsumer implements Suspendable {
    private final TektonEndpoint endpoint;
    private final InMemoryKnown ownMemory = new InMemoryKnown();
    private volatile @Nullable OpenWatches watches;
    private @Nullable WatchHealth health;

    TektonConsumer(TektonEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    List<WatchState> states() {
        OpenWatches opened = watches;
        return opened == null ? List.of() : opened.states();
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
        Known known = known();
        OpenWatches opened = endpoint.resources().isEmpty()
                ? null
                : new OpenWatches(endpoint, known, (change, done) -> route(known, change, done), clock());
        watches = opened;
        register();
        endpoint.getComponent().started(this);
        if (opened != null) {
            opened.start();
        }
    }

    private Known known() {
        return endpoint.getComponent().memory().orElse(ownMemory);
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
        OpenWatches opened = watches;
        if (opened != null) {
            opened.stop();
        }
        endpoint.getComponent().stopped(this);
        watches = null;
        HealthCheckRegistry registry = HealthCheckRegistry.get(endpoint.getCamelContext());
        if (registry != null && health != null) {
            registry.unregister(health);
        }
    }
}
