package io.github.tektoncourier.ops;

import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.Hold;
import io.github.tektoncourier.journal.Journal;
import io.github.tektoncourier.journal.Totals;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The books of every subscription as metrics, so that the sum that must balance can be watched from outside. All figures
 * of one answer come from one reading: meter by meter, the sum would not balance while events pass.
 */
public final class BooksMeters implements MultiCollector {

    private static final Logger LOG = LoggerFactory.getLogger(BooksMeters.class);
    private static final Duration FRESH = Duration.ofMillis(500);

    /** Everything that one answer says. */
    public record Reading(List<Books> books, List<Hold> holds, Totals totals) {

        /** What a journal says now. */
        public static Reading of(Journal journal) {
            return new Reading(journal.books(), journal.holds(), journal.totals());
        }
    }

    private final Supplier<Reading> source;
    private final Clock clock;
    private @Nullable Reading read;
    private Instant readAt = Instant.MIN;

    /** Reads the journal when asked, at most twice a second. */
    public BooksMeters(Supplier<Reading> source, Clock clock) {
        this.source = source;
        this.clock = clock;
    }

    @Override
    public MetricSnapshots collect() {
        Reading now = fresh();
        if (now == null) {
            return MetricSnapshots.of();
        }
        List<Books> books = now.books();
        List<MetricSnapshot> all = new ArrayList<>();
        all.add(events(books));
        all.add(gauge("courier_events_pending", "Events not yet delivered", books, Books::pending));
        all.add(gauge("courier_dead_letters", "Dead letters that are neither retried nor dropped", books, Books::dead));
        all.add(again(books));
        all.add(gauge(
                "courier_events_replaying", "Events that wait to be sent once more on request", books, b -> b.again()
                        .replaying()));
        all.add(gauge("courier_runs_parked", "Runs whose events wait alone", books, Books::parkedRuns));
        all.add(gauge(
                "courier_subscription_up",
                "1 while the sink answers",
                books,
                b -> Set.of("up", "full", "faulty").contains(b.state()) ? 1 : 0));
        all.add(gauge(
                "courier_parking_full",
                "1 while so many runs wait alone that the next refusal holds up all",
                books,
                b -> b.state().equals("full") ? 1 : 0));
        all.add(gauge("courier_oldest_pending_seconds", "Age of the oldest pending event", books, this::age));
        all.add(gauge(
                "courier_journal_held_bytes",
                "About how much of the journal is kept for a subscription",
                books,
                b -> held(now.holds(), b.subscription())));
        all.add(one(
                "courier_journal_rebuilt_timestamp_seconds",
                "When the journal was last rebuilt from a damaged database, 0 when never",
                now.totals().rebuilt() / 1000.0));
        all.add(one("courier_journal_bytes", "Used pages and write-ahead log", (double)
                now.totals().usedBytes()));
        all.add(one("courier_journal_max_bytes", "courier.journal.max-size", (double)
                now.totals().maxBytes()));
        all.add(one(
                "courier_journal_full",
                "1 while the journal has no room and the watch waits",
                now.totals().full() ? 1 : 0));
        return new MetricSnapshots(all);
    }

    private static CounterSnapshot events(List<Books> books) {
        CounterSnapshot.Builder events = CounterSnapshot.builder()
                .name("courier_events")
                .help(
                        "Events per subscription; appended = delivered + filtered + dropped, and the gauges of those pending and dead");
        for (Books one : books) {
            count(events, one, "appended", one.appended());
            count(events, one, "delivered", one.delivered());
            count(events, one, "filtered", one.filtered());
            count(events, one, "dropped", one.dropped());
        }
        return events.build();
    }

    private static CounterSnapshot again(List<Books> books) {
        CounterSnapshot.Builder events = CounterSnapshot.builder()
                .name("courier_events_again")
                .help("What was sent again on request: dead letters retried, events replayed, replays refused");
        for (Books one : books) {
            count(events, one, "retried", one.again().retried());
            count(events, one, "replayed", one.again().replayed());
            count(events, one, "refused", one.again().replayFailed());
        }
        return events.build();
    }

    private static void count(CounterSnapshot.Builder events, Books of, String outcome, long value) {
        events.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                .labels(Labels.of("outcome", outcome, "subscription", of.subscription()))
                .value((double) value)
                .build());
    }

    private static GaugeSnapshot gauge(String name, String help, List<Books> books, ToDoubleFunction<Books> figure) {
        return gauge(name, help, books, b -> Labels.of("subscription", b.subscription()), figure);
    }

    private static GaugeSnapshot one(String name, String help, double value) {
        return gauge(name, help, List.of(value), v -> Labels.EMPTY, v -> v);
    }

    private static <T> GaugeSnapshot gauge(
            String name, String help, List<T> of, Function<T, Labels> labels, ToDoubleFunction<T> figure) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
        for (T one : of) {
            gauge.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                    .labels(labels.apply(one))
                    .value(figure.applyAsDouble(one))
                    .build());
        }
        return gauge.build();
    }

    private static long held(List<Hold> holds, String subscription) {
        return holds.stream()
                .filter(hold -> hold.subscription().equals(subscription))
                .mapToLong(Hold::bytes)
                .findFirst()
                .orElse(0);
    }

    /** What a removed file had not passed is not waited for. */
    private double age(Books books) {
        @Nullable Instant oldest = books.oldestPending();
        return oldest == null || books.state().equals("gone")
                ? 0
                : Math.max(0, Duration.between(oldest, clock.instant()).toMillis() / 1000.0);
    }

    private synchronized @Nullable Reading fresh() {
        Instant now = clock.instant();
        if (readAt.isBefore(now.minus(FRESH))) {
            try {
                read = source.get();
                readAt = now;
            } catch (RuntimeException e) {
                LOG.debug("The books cannot be read now; what was read last is told", e);
            }
        }
        return read;
    }
}
