package io.github.tektoncourier.ops;

import io.github.tektoncourier.journal.history.Figures;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the journal has done since it was opened, as metrics. They begin at 0 at each start, as Prometheus expects. */
public final class FigureMeters implements MultiCollector {

    private static final Logger LOG = LoggerFactory.getLogger(FigureMeters.class);

    private final Supplier<Figures> source;

    public FigureMeters(Supplier<Figures> source) {
        this.source = source;
    }

    @Override
    public MetricSnapshots collect() {
        Figures figures;
        try {
            figures = source.get();
        } catch (RuntimeException e) {
            LOG.debug("The journal's figures cannot be read now", e);
            return MetricSnapshots.of();
        }
        return MetricSnapshots.of(
                counter(
                        "courier_attempts",
                        "Attempts by outcome: delivered, filtered by the route, refused, failed, unreachable, route",
                        "outcome",
                        figures.attempts()),
                counter(
                        "courier_events_filtered",
                        "Events that a parameter of the source left out",
                        "parameter",
                        figures.filtered()),
                died(figures.died()),
                delays(figures.delays()),
                histogram(
                        "courier_append_delay_seconds",
                        "From an event's own time to its append; a time of the cluster has whole seconds",
                        List.of(point(Labels.EMPTY, figures.appends()))),
                histogram(
                        "courier_journal_commit_seconds",
                        "How long the disk took for a commit",
                        List.of(point(Labels.EMPTY, figures.commits()))));
    }

    private static CounterSnapshot counter(
            String name, String help, String label, Map<String, Map<String, Long>> counts) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
        counts.forEach(
                (subscription, of) -> of.forEach((word, count) -> counter.dataPoint(CounterDataPointSnapshot.builder()
                        .labels(Labels.of(label, word, "subscription", subscription))
                        .value(count)
                        .build())));
        return counter.build();
    }

    private static CounterSnapshot died(Map<String, Long> counts) {
        CounterSnapshot.Builder counter =
                CounterSnapshot.builder().name("courier_events_died").help("Events that became dead letters");
        counts.forEach((subscription, count) -> counter.dataPoint(CounterDataPointSnapshot.builder()
                .labels(Labels.of("subscription", subscription))
                .value(count)
                .build()));
        return counter.build();
    }

    private static HistogramSnapshot delays(Map<String, Figures.Delays> delays) {
        List<HistogramDataPointSnapshot> points = new ArrayList<>();
        delays.forEach((subscription, of) -> points.add(point(Labels.of("subscription", subscription), of)));
        return histogram("courier_delivery_delay_seconds", "From append to delivery", points);
    }

    private static HistogramSnapshot histogram(String name, String help, List<HistogramDataPointSnapshot> points) {
        HistogramSnapshot.Builder histogram =
                HistogramSnapshot.builder().name(name).help(help);
        points.forEach(histogram::dataPoint);
        return histogram.build();
    }

    private static HistogramDataPointSnapshot point(Labels labels, Figures.Delays delays) {
        List<Double> bounds = new ArrayList<>(delays.bounds());
        bounds.add(Double.POSITIVE_INFINITY);
        return HistogramDataPointSnapshot.builder()
                .labels(labels)
                .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, delays.counts()))
                .sum(delays.sumSeconds())
                .build();
    }
}
