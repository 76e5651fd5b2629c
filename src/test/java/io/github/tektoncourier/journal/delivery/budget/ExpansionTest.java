package io.github.tektoncourier.journal.delivery.budget;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is learned of a route's use of memory. */
class ExpansionTest {

    private static final int EVENT = 1_000_000;

    private final Expansion expansion = new Expansion();

    @Test
    void as_long_as_nothing_is_known_a_route_is_taken_for_one_that_makes_trees() {
        assertThat(expansion.work(EVENT)).isEqualTo(16L * EVENT);
        assertThat(expansion.send(EVENT)).isEqualTo(3L * EVENT);
    }

    @Test
    void what_a_large_event_took_counts_for_the_next() {
        expansion.worked(EVENT, 9L * EVENT);
        expansion.sent(EVENT, EVENT);

        assertThat(expansion.work(EVENT)).isEqualTo(9L * EVENT);
        assertThat(expansion.send(EVENT)).isEqualTo(EVENT);
    }

    @Test
    void the_most_of_the_latest_eight_counts_not_the_last() {
        expansion.worked(EVENT, 12L * EVENT);
        expansion.sent(EVENT, 7L * EVENT);
        for (int n = 0; n < 7; n++) {
            expansion.worked(EVENT, 6L * EVENT);
            expansion.sent(EVENT, 2L * EVENT);
        }
        long work = expansion.work(EVENT);
        long send = expansion.send(EVENT);

        expansion.worked(EVENT, 6L * EVENT);
        expansion.sent(EVENT, 2L * EVENT);

        assertThat(work).isEqualTo(12L * EVENT);
        assertThat(send).isEqualTo(7L * EVENT);
        assertThat(expansion.work(EVENT)).isEqualTo(6L * EVENT);
        assertThat(expansion.send(EVENT)).isEqualTo(2L * EVENT);
    }

    @Test
    void little_work_still_counts_as_the_least() {
        expansion.worked(EVENT, EVENT);

        assertThat(expansion.work(EVENT)).isEqualTo(5L * EVENT);
    }

    @Test
    void small_events_say_nothing_and_are_not_judged_by_large_ones() {
        expansion.worked(1_000, 1_000_000);
        expansion.sent(1_000, 1_000_000);
        long unknown = expansion.work(EVENT);
        expansion.worked(EVENT, 9L * EVENT);
        expansion.sent(EVENT, EVENT);

        assertThat(unknown).isEqualTo(16L * EVENT);
        assertThat(expansion.work(1_000)).isEqualTo(16_000);
        assertThat(expansion.send(1_000)).isEqualTo(3_000);
    }
}
