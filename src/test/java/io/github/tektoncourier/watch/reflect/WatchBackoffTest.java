package io.github.tektoncourier.watch.reflect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WatchBackoffTest {

    @Test
    void waits_double_up_to_the_cap_and_never_by_less_than_half() {
        for (int seed = 0; seed < 200; seed++) {
            WatchBackoff backoff = new WatchBackoff(new Random(seed));
            for (long step : new long[] {200, 400, 800, 1600, 3200, 6400, 12_800, 15_000, 15_000}) {
                assertThat(backoff.next(WatchBackoff.CAP))
                        .isBetween(Duration.ofMillis(step / 2), Duration.ofMillis(step));
            }
        }
    }

    @Test
    void a_thousand_failures_still_wait_for_the_cap() {
        WatchBackoff backoff = new WatchBackoff(new Random(1));
        for (int i = 0; i < 1000; i++) {
            backoff.next(WatchBackoff.CAP);
        }

        assertThat(backoff.next(Duration.ofSeconds(10))).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
    }

    @Test
    void after_a_success_the_next_wait_is_short_again() {
        WatchBackoff backoff = new WatchBackoff(new Random(1));
        backoff.next(WatchBackoff.CAP);
        backoff.next(WatchBackoff.CAP);

        backoff.reset();

        assertThat(backoff.next(WatchBackoff.CAP)).isLessThanOrEqualTo(WatchBackoff.FIRST);
    }
}
