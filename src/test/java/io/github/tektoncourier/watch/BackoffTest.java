package io.github.tektoncourier.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {

    @Test
    void waits_double_up_to_the_cap_and_never_by_less_than_half() {
        for (int seed = 0; seed < 200; seed++) {
            Backoff backoff = new Backoff(new Random(seed));
            for (long step : new long[] {200, 400, 800, 1600, 3200, 6400, 12_800, 15_000, 15_000}) {
                assertThat(backoff.next(Backoff.CAP)).isBetween(Duration.ofMillis(step / 2), Duration.ofMillis(step));
            }
        }
    }

    @Test
    void a_thousand_failures_still_wait_for_the_cap() {
        Backoff backoff = new Backoff(new Random(1));
        for (int i = 0; i < 1000; i++) {
            backoff.next(Backoff.CAP);
        }

        assertThat(backoff.next(Duration.ofSeconds(10))).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
    }

    @Test
    void after_a_success_the_next_wait_is_short_again() {
        Backoff backoff = new Backoff(new Random(1));
        backoff.next(Backoff.CAP);
        backoff.next(Backoff.CAP);

        backoff.reset();

        assertThat(backoff.next(Backoff.CAP)).isLessThanOrEqualTo(Backoff.FIRST);
    }
}
