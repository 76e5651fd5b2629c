package io.github.tektoncourier.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.Hold;
import io.github.tektoncourier.journal.Totals;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BooksMetersTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:01:00Z");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);

    private static Books books(String name, String state, long delivered) {
        return new Books(name, state, delivered + 5, delivered, 1, 2, 1, 1, 0, NOW.minusSeconds(90), "", null);
    }

    private void serve(java.util.function.Supplier<List<Books>> books, Hold... holds) {
        registry.getPrometheusRegistry()
                .register(new BooksMeters(
                        () -> new BooksMeters.Reading(
                                books.get(), List.of(holds), new Totals(9, 80, 100, 1, 0, true, "")),
                        clock));
    }

    private double figure(String metric) {
        return registry.scrape()
                .lines()
                .filter(line -> line.startsWith(metric + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElse(Double.NaN);
    }

    @Test
    void all_figures_of_one_answer_are_of_one_reading() {
        AtomicLong passing = new AtomicLong();
        Clock moving = new Clock() {
            @Override
            public Instant instant() {
                return NOW.plusSeconds(passing.incrementAndGet());
            }

            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }
        };
        registry.getPrometheusRegistry()
                .register(new BooksMeters(
                        () -> new BooksMeters.Reading(
                                List.of(books("audit", "up", passing.incrementAndGet())),
                                List.of(),
                                new Totals(0, 0, 0, 0, 0, false, "")),
                        moving));

        List<Double> figures = new ArrayList<>();
        registry.scrape()
                .lines()
                .filter(line -> line.matches("courier_(events_total|events_pending|dead_letters)\\{.*"))
                .forEach(line -> figures.add(Double.parseDouble(line.substring(line.lastIndexOf(' ')))));

        double largest = figures.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        assertThat(figures).hasSize(6);
        assertThat(figures.stream().mapToDouble(Double::doubleValue).sum()).isEqualTo(2 * largest);
    }

    @Test
    void a_subscription_that_begins_later_is_told_too_and_one_whose_file_is_gone_is_not_late() {
        List<Books> books = new ArrayList<>(List.of(books("old", "gone", 3)));
        serve(() -> books, new Hold("new", 5, 70, 0, NOW));

        books.add(books("new", "down", 1));

        assertThat(figure("courier_oldest_pending_seconds{subscription=\"new\"}"))
                .isEqualTo(90);
        assertThat(figure("courier_oldest_pending_seconds{subscription=\"old\"}"))
                .isZero();
        assertThat(figure("courier_events_total{outcome=\"delivered\",subscription=\"old\"}"))
                .isEqualTo(3);
        assertThat(figure("courier_journal_held_bytes{subscription=\"new\"}")).isEqualTo(70);
        assertThat(figure("courier_journal_held_bytes{subscription=\"old\"}")).isZero();
        assertThat(figure("courier_journal_full")).isEqualTo(1);
    }
}
