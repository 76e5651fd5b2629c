package io.github.tektoncourier.ops;

import io.github.tektoncourier.enrich.Drop;
import io.github.tektoncourier.enrich.Enrichment;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;

/** What was left out on the way to the journal, as metrics, so that the log need not be searched for it. */
public final class CollectMeters {

    private CollectMeters() {}

    /** Registers {@code courier_kubernetes_events_dropped_total{reason}}; meters hold their source weakly. */
    public static void bind(MeterRegistry registry, Enrichment enrichment) {
        for (Drop reason : Drop.values()) {
            FunctionCounter.builder("courier.kubernetes.events.dropped", enrichment, e -> e.dropped(reason))
                    .description("Core Events about pods that were put to no run")
                    .tag("reason", reason.words())
                    .register(registry);
        }
    }
}
