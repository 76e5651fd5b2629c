package io.github.tektoncourier.ops;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** Whether the sink files run as they are, as metrics, so that a file that was refused is not found by its silence. */
public final class SinkMeters {

    private SinkMeters() {}

    /** Registers {@code courier_sink_files_refused}; the registry holds its source weakly. */
    public static <T> void bind(MeterRegistry registry, T sinks, ToDoubleFunction<T> refused) {
        Gauge.builder("courier.sink.files.refused", sinks, refused)
                .description("Sink files that do not run as they are; an earlier version may")
                .register(registry);
    }
}
