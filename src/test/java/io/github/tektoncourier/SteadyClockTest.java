package io.github.tektoncourier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SteadyClockTest {

    private static final long NOON = Instant.parse("2026-11-23T12:00:00Z").toEpochMilli();

    private final AtomicLong wall = new AtomicLong(NOON);
    private final AtomicLong nanos = new AtomicLong(-77);
    private final SteadyClock clock = new SteadyClock(wall::get, nanos::get, ZoneOffset.UTC);

    @Test
    void it_is_the_systems_time() {
        pass(Duration.ofSeconds(90));

        assertThat(clock.instant()).isEqualTo(Instant.parse("2026-11-23T12:01:30Z"));
    }

    @Test
    void a_clock_that_is_set_back_makes_nobody_wait_longer() {
        pass(Duration.ofSeconds(10));
        wall.addAndGet(-Duration.ofHours(1).toMillis());

        pass(Duration.ofSeconds(5));

        assertThat(clock.instant()).isEqualTo(Instant.parse("2026-11-23T12:00:15Z"));
    }

    @Test
    void a_clock_that_is_set_forward_is_followed() {
        wall.addAndGet(Duration.ofDays(1).toMillis());

        assertThat(clock.instant()).isEqualTo(Instant.parse("2026-11-24T12:00:00Z"));
    }

    @Test
    void after_it_was_set_back_the_systems_clock_counts_again_once_it_has_caught_up() {
        wall.addAndGet(-Duration.ofMinutes(1).toMillis());
        pass(Duration.ofSeconds(1));

        wall.addAndGet(Duration.ofMinutes(2).toMillis());

        assertThat(clock.instant()).isEqualTo(Instant.parse("2026-11-23T12:01:01Z"));
    }

    private void pass(Duration time) {
        wall.addAndGet(time.toMillis());
        nanos.addAndGet(time.toNanos());
    }
}
