package io.github.tektoncourier.ops;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** Whether the sink files run as they are, as metrics, so that a file that was refused is not found by its silence. */
public final class SinkMeters {

    private SinkMeters() {}

    /**
     * Registers {@code courier_sink_files_refused} and {@code courier_sink_file_reloads_total}; the registry holds its source
     * weakly.
     */
    public static <T> void bind(
            MeterRegistry registry, T sinks, ToDoubleFunction<T> refused, ToDoubleFunction<T> reloads) {
        FunctionCounter.builder("courier.sink.file.reloads", sinks, reloads)
                .description("Sink files that were started, changed or removed")
                .register(registry);
        Gauge.builder("courier.sink.files.refused", sinks, refused)
                .description("Sink files that do not run as they are; an earlier version may")
                .register(registry);
    }
}
