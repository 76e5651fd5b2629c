package io.github.tektoncourier.ops;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Collection;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;

/** What {@code courier.port} answers while the service runs. The paths and the shape of the answers are Camel's own. */
public final class HealthPages {

    public static final String HEALTH = "/observe/health";
    public static final String LIVE = "/observe/health/live";
    public static final String READY = "/observe/health/ready";
    public static final String STARTED = "/observe/health/started";
    public static final String METRICS = "/observe/metrics";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private HealthPages() {}

    /**
     * Answers from Camel's health checks and from the metrics.
     *
     * @param started whether the service is wired, whatever becomes of it later: for startup probes
     */
    public static Map<String, Supplier<Page>> of(
            CamelContext context, PrometheusMeterRegistry metrics, BooleanSupplier started) {
        return Map.of(
                HEALTH, () -> health(HealthCheckHelper.invoke(context, "full"), false),
                LIVE, () -> health(HealthCheckHelper.invokeLiveness(context, "full"), false),
                READY, () -> health(HealthCheckHelper.invokeReadiness(context, "full"), true),
                STARTED, () -> status(started.getAsBoolean()),
                METRICS,
                        () -> new Page(
                                200, PROMETHEUS, metrics.scrape().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    /** Answers while the service is about to start again: alive, and not ready. */
    public static Map<String, Supplier<Page>> startingAgain() {
        String reason = "{\"status\":\"STATE\",\"reason\":\"the journal is opened again\"}";
        Supplier<Page> down = () -> Page.json(503, reason.replace("STATE", "DOWN"));
        return Map.of(
                LIVE,
                () -> Page.json(200, reason.replace("STATE", "UP")),
                HEALTH,
                down,
                READY,
                down,
                STARTED,
                down,
                METRICS,
                down);
    }

    private static Page status(boolean up) {
        return Page.json(up ? 200 : 503, "{\"status\":\"" + (up ? "UP" : "DOWN") + "\"}");
    }

    private static Page health(Collection<HealthCheck.Result> results, boolean readiness) {
        boolean up = HealthCheckHelper.isResultsUp(results, readiness);
        ObjectNode root = JSON.createObjectNode().put("status", up ? "UP" : "DOWN");
        ArrayNode checks = root.putArray("checks");
        for (HealthCheck.Result result : results) {
            ObjectNode check = checks.addObject()
                    .put("name", result.getCheck().getId())
                    .put("status", result.getState().name());
            result.getMessage().ifPresent(message -> check.put("message", message));
        }
        try {
            return Page.json(up ? 200 : 503, JSON.writeValueAsString(root));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
