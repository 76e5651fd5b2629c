package io.github.tektoncourier.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A watch that cannot complain would let every scenario pass. */
class BooksWatchTest {

    private static final String BALANCED = books(10, 4, 2);

    private final BooksWatch watch = new BooksWatch(Optional::empty, 60_000);

    private static String books(int appended, int delivered, int pending) {
        return """
               # HELP courier_events_total Events per subscription
               courier_events_total{outcome="appended",subscription="a"} %d.0
               courier_events_total{outcome="delivered",subscription="a"} %d.0
               courier_events_total{outcome="dropped",subscription="a"} 0.0
               courier_events_total{outcome="filtered",subscription="a"} 3.0
               courier_dead_letters{subscription="a"} 1.0
               courier_events_pending{subscription="a"} %d.0
               """
                .formatted(appended, delivered, pending);
    }

    @Test
    void books_that_balance_and_only_grow_are_no_complaint() {
        watch.sample(BALANCED);
        watch.sample(books(12, 6, 2));

        assertThat(watch.samples()).isEqualTo(2);
        assertThat(watch.complaints()).isEmpty();
    }

    @Test
    void one_event_too_few_is_a_complaint() {
        watch.sample(books(10, 4, 1));

        assertThat(watch.complaints()).singleElement().asString().contains("do not balance");
    }

    @Test
    void a_counter_that_falls_is_a_complaint_until_the_journal_is_known_to_be_new() {
        watch.sample(BALANCED);
        watch.sample(books(9, 3, 2));
        int complaints = watch.complaints().size();
        watch.forget();
        watch.sample(books(5, 1, 0));

        assertThat(complaints).isEqualTo(2);
        assertThat(watch.complaints()).hasSize(2);
    }
}
