package io.github.tektoncourier.watch;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.watch.reflect.WatchState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A Camel context with one route from {@code tekton:} that notes down every change. */
public final class Flow implements AutoCloseable {
    final DefaultCamelContext camel = new DefaultCamelContext();
    final List<Change> changes = Collections.synchronizedList(new ArrayList<>());
    private volatile Consumer<Exchange> step = exchange -> {};
    private final KubernetesClient client;

    Flow(KubernetesClient client) {
        this.client = client;
        camel.getRegistry().bind("client", client);
    }

    Flow knowing(Known known) {
        camel.getRegistry().bind("known", known);
        return this;
    }

    /** What the route does before a change counts as taken. */
    Flow doing(Consumer<Exchange> what) {
        step = what;
        return this;
    }

    Flow from(String uri) {
        try {
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    errorHandler(noErrorHandler());
                    from(uri).routeId("watch").process(exchange -> {
                        step.accept(exchange);
                        changes.add(exchange.getMessage().getBody(Change.class));
                    });
                }
            });
            camel.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return this;
    }

    /** Six tests may run at a time, on a machine that does other things, too. */
    static ConditionFactory patiently() {
        return Awaitility.await().atMost(Duration.ofSeconds(60));
    }

    /** Each change as {@code TYPE name@version}, silent ones in brackets. */
    List<String> told() {
        synchronized (changes) {
            return changes.stream().map(Flow::words).toList();
        }
    }

    public static String words(Change change) {
        String name = change.run() != null
                ? change.run().name()
                : change.event() != null ? change.event().name() : "";
        String words = change.type() + (name.isEmpty() ? "" : " " + name) + "@" + change.resourceVersion();
        return change.silent() ? "(" + words + ")" : words;
    }

    List<WatchState> states() {
        return camel.getComponent("tekton", TektonComponent.class).states();
    }

    WatchState state() {
        return states().get(0);
    }

    @Override
    public void close() {
        camel.stop();
        client.close();
    }
}
