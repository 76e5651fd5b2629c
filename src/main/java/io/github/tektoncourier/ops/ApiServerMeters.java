package io.github.tektoncourier.ops;

import io.github.tektoncourier.watch.api.RequestCounts;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;
import java.util.function.Supplier;

/** Requests to the API server, as {@code courier_apiserver_requests_total{verb,code}}. */
public final class ApiServerMeters implements MultiCollector {

    private final Supplier<Map<RequestCounts.Request, Long>> source;

    public ApiServerMeters(Supplier<Map<RequestCounts.Request, Long>> source) {
        this.source = source;
    }

    @Override
    public MetricSnapshots collect() {
        CounterSnapshot.Builder requests =
                CounterSnapshot.builder().name("courier_apiserver_requests").help("Requests to the API server");
        source.get()
                .forEach((request, count) -> requests.dataPoint(CounterDataPointSnapshot.builder()
                        .labels(Labels.of("code", request.code(), "verb", request.verb()))
                        .value(count)
                        .build()));
        return MetricSnapshots.of(requests.build());
    }
}
