package io.github.tektoncourier.ops;

import io.github.tektoncourier.text.LogText;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Not ready before every sink file that is on has run once. A file that is refused later is told, too, and the check stays
 * up: an answer of 503 would help no sink.
 */
public final class SinkReadiness extends AbstractHealthCheck {

    /** The check's name in the health answer. */
    public static final String ID = "sinks";

    private static final int MOST = 20;
    private static final int LONGEST = 1_000;

    private final Supplier<List<String>> awaited;
    private final Supplier<List<String>> refused;
    private final Supplier<List<String>> missing;

    /**
     * Made of what is wrong, one line each.
     *
     * @param awaited what keeps files from their first run
     * @param refused what is wrong now
     * @param missing values that are gone, while their sinks go on
     */
    public SinkReadiness(
            Supplier<List<String>> awaited, Supplier<List<String>> refused, Supplier<List<String>> missing) {
        super("tekton-courier", ID);
        this.awaited = awaited;
        this.refused = refused;
        this.missing = missing;
    }

    /** Takes part in readiness. */
    public void register(CamelContext context) {
        setCamelContext(context);
        HealthCheckRegistry registry = HealthCheckRegistry.get(context);
        if (registry != null) {
            registry.register(this);
        }
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        List<String> waiting = awaited.get();
        List<String> wrong = refused.get();
        if (!waiting.isEmpty()) {
            builder.message("Sink files that have not run yet: " + told(waiting))
                    .down();
        } else {
            List<String> gone = missing.get();
            builder.up();
            String refusal = wrong.isEmpty() ? "" : "Sink files refused: " + told(wrong);
            String left = gone.isEmpty() ? "" : "Values that are gone: " + told(gone);
            if (!refusal.isEmpty() || !left.isEmpty()) {
                builder.message((refusal + " " + left).strip());
            }
        }
    }

    private static String told(List<String> problems) {
        String first = String.join(
                " ",
                problems.stream()
                        .limit(MOST)
                        .map(one -> LogText.line(one, LONGEST))
                        .toList());
        return problems.size() <= MOST ? first : first + " And " + (problems.size() - MOST) + " more, see the log.";
    }
}
