package io.github.tektoncourier.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.BiConsumer;

/** Answers of the HTTP API as {@code courier_http_api_requests_total{path,code}}; paths that are not there count as one. */
public final class ApiMeters implements BiConsumer<String, Integer> {

    private final MeterRegistry registry;

    public ApiMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void accept(String path, Integer status) {
        Counter.builder("courier.http.api.requests")
                .description("Answers of the HTTP API")
                .tag("path", path)
                .tag("code", Integer.toString(status))
                .register(registry)
                .increment();
    }
}
