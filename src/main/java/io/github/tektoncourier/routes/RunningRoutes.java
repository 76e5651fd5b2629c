package io.github.tektoncourier.routes;

import io.github.tektoncourier.journal.camel.JournalEndpoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.StatefulService;
import org.apache.camel.component.kamelet.KameletEndpoint;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes routes out of the running Camel, with all that came with them: a Kamelet makes a route of its own for each use,
 * which Camel leaves behind.
 */
final class RunningRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(RunningRoutes.class);
    private static final long STOP_SECONDS = 1;

    private final CamelContext context;

    RunningRoutes(CamelContext context) {
        this.context = context;
    }

    /** Ids of the routes that files brought, without those of Kamelets. */
    Set<String> own() {
        return definitions().stream()
                .filter(route -> !kamelet(route))
                .map(RouteDefinition::getRouteId)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** What these routes subscribe as. */
    Set<String> subscriptions(Collection<String> ids) {
        return sources(ids).stream()
                .map(Route::getEndpoint)
                .map(endpoint -> ((JournalEndpoint) endpoint).getSubscription())
                .collect(Collectors.toSet());
    }

    /**
     * Lets these routes end what they deliver, at most for as long as a subscription waits. It happens here, because
     * Camel would hold a lock meanwhile that the other routes may need.
     */
    void drain(Collection<String> ids) {
        List<Thread> draining = new ArrayList<>();
        for (Route source : sources(ids)) {
            if (source.getConsumer() instanceof StatefulService consumer) {
                Thread thread = new Thread(consumer::suspend, "drain-" + source.getRouteId());
                thread.start();
                draining.add(thread);
            }
        }
        for (Thread thread : draining) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Takes the routes out, and every Kamelet's route that is no longer used. */
    void remove(Collection<String> ids) {
        ids.forEach(this::take);
        List<String> orphans = orphans();
        while (!orphans.isEmpty()) {
            orphans.forEach(this::take);
            List<String> left = orphans();
            orphans = left.equals(orphans) ? List.of() : left;
        }
    }

    /** Takes out routes that never started, and every Kamelet's route that they brought. */
    void discard(Collection<String> ids) {
        ids.forEach(this::forget);
        remove(List.of());
    }

    private void forget(String id) {
        try {
            context.removeRoute(id);
            RouteDefinition left = model().getRouteDefinition(id);
            if (left != null) {
                model().removeRouteDefinition(left);
            }
        } catch (Exception e) {
            LOG.debug("The route {} stays", id, e);
        }
    }

    /** Uses of Kamelets that were begun since then and lead to no route. */
    void forget(Set<Endpoint> before) {
        for (Endpoint endpoint : List.copyOf(context.getEndpoints())) {
            if (!before.contains(endpoint) && use(endpoint)) {
                try {
                    context.removeEndpoint(endpoint);
                } catch (Exception e) {
                    LOG.debug("{} stays", endpoint, e);
                }
            }
        }
        remove(List.of());
    }

    /** The routes, of Kamelets most of all, that read the journal for these. */
    private List<Route> sources(Collection<String> ids) {
        List<Route> sources = new ArrayList<>();
        for (String id : ids) {
            Route route = context.getRoute(id);
            while (route != null && route.getEndpoint() instanceof KameletEndpoint kamelet && use(kamelet)) {
                route = context.getRoute(kamelet.getRouteId());
            }
            if (route != null && route.getEndpoint() instanceof JournalEndpoint) {
                sources.add(route);
            }
        }
        return sources;
    }

    private List<String> orphans() {
        Set<String> used = context.getEndpoints().stream()
                .filter(RunningRoutes::use)
                .map(endpoint -> ((KameletEndpoint) endpoint).getRouteId())
                .collect(Collectors.toSet());
        return definitions().stream()
                .filter(RunningRoutes::kamelet)
                .map(RouteDefinition::getRouteId)
                .filter(id -> !used.contains(id))
                .toList();
    }

    private void take(String id) {
        try {
            context.getRouteController().stopRoute(id, STOP_SECONDS, TimeUnit.SECONDS);
            context.removeRoute(id);
            RouteDefinition left = model().getRouteDefinition(id);
            if (left != null) {
                model().removeRouteDefinition(left);
            }
        } catch (Exception e) {
            LOG.warn("The route {} could not be taken out: {}. It does nothing any more.", id, e.toString());
        }
    }

    private List<RouteDefinition> definitions() {
        return List.copyOf(model().getRouteDefinitions());
    }

    private Model model() {
        return context.getCamelContextExtension().getContextPlugin(Model.class);
    }

    private static boolean kamelet(RouteDefinition route) {
        return Boolean.TRUE.equals(route.isKamelet());
    }

    /** Whether it stands for the use of a Kamelet in a route, not for a Kamelet's own inner ends. */
    private static boolean use(Endpoint endpoint) {
        return endpoint instanceof KameletEndpoint
                && !endpoint.getEndpointUri().startsWith("kamelet://source")
                && !endpoint.getEndpointUri().startsWith("kamelet://sink");
    }
}
