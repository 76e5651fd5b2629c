package io.github.tektoncourier.ops;

import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.Totals;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The books of every subscription as metrics, so that the sum that must balance can be watched from outside:
 * {@code courier_events_total{subscription, outcome}}, {@code courier_events_pending}, and so on (docs/operations.md).
 */
public final class BooksMeters {

    private static final Duration FRESH = Duration.ofSeconds(1);

    private final Supplier<List<Books>> source;
    private final Clock clock;
    private List<Books> read = List.of();
    private Instant readAt = Instant.MIN;

    private BooksMeters(Supplier<List<Books>> source, Clock clock) {
        this.source = source;
        this.clock = clock;
    }

    /**
     * Registers a meter for each figure of each subscription there is now, and for the journal as a whole. Keep what it
     * gives: meters hold their source weakly.
     */
    public static BooksMeters bind(
            MeterRegistry registry, Supplier<List<Books>> books, Supplier<Totals> totals, Clock clock) {
        BooksMeters meters = new BooksMeters(books, clock);
        meters.fresh().forEach(one -> meters.bind(registry, one.subscription()));
        Gauge.builder("courier.journal.bytes", () -> totals.get().usedBytes())
                .description("Used pages and write-ahead log of the journal")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("courier.journal.full", () -> totals.get().full() ? 1 : 0)
                .description("1 while the journal has no room and the watch waits")
                .register(registry);
        return meters;
    }

    private void bind(MeterRegistry registry, String subscription) {
        count(registry, subscription, "appended", Books::appended);
        count(registry, subscription, "delivered", Books::delivered);
        count(registry, subscription, "filtered", Books::filtered);
        count(registry, subscription, "dead", Books::dead);
        count(registry, subscription, "dropped", Books::dropped);
        gauge(registry, subscription, "courier.events.pending", "Events not yet delivered", Books::pending);
        gauge(registry, subscription, "courier.runs.parked", "Runs whose events wait alone", Books::parkedRuns);
        gauge(
                registry,
                subscription,
                "courier.subscription.up",
                "1 while the sink answers",
                b -> b.state().equals("up") ? 1 : 0);
        gauge(registry, subscription, "courier.oldest.pending.seconds", "Age of the oldest pending event", this::age);
    }

    private void count(MeterRegistry registry, String subscription, String outcome, ToDoubleFunction<Books> figure) {
        FunctionCounter.builder("courier.events", this, meters -> meters.figure(subscription, figure))
                .description("Events per subscription; appended = delivered + filtered + pending + dead + dropped")
                .tag("subscription", subscription)
                .tag("outcome", outcome)
                .register(registry);
    }

    private void gauge(
            MeterRegistry registry,
            String subscription,
            String name,
            String description,
            ToDoubleFunction<Books> figure) {
        Gauge.builder(name, this, meters -> meters.figure(subscription, figure))
                .description(description)
                .tag("subscription", subscription)
                .register(registry);
    }

    private double age(Books books) {
        @Nullable Instant oldest = books.oldestPending();
        return oldest == null
                ? 0
                : Math.max(0, Duration.between(oldest, clock.instant()).toMillis() / 1000.0);
    }

    private double figure(String subscription, ToDoubleFunction<Books> figure) {
        return fresh().stream()
                .filter(books -> books.subscription().equals(subscription))
                .mapToDouble(figure)
                .findFirst()
                .orElse(0);
    }

    /** One reading serves all figures of a scrape, so that they belong together. */
    private synchronized List<Books> fresh() {
        Instant now = clock.instant();
        if (readAt.isBefore(now.minus(FRESH))) {
            read = source.get();
            readAt = now;
        }
        return read;
    }
}
