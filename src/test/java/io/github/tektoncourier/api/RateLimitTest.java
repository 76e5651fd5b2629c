package io.github.tektoncourier.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private final AtomicLong nanos = new AtomicLong();
    private final RateLimit rate = new RateLimit(nanos::get);

    @Test
    void a_burst_is_allowed_and_then_so_many_a_second_for_each_caller() {
        int burst = 0;
        while (rate.allows("a")) {
            burst++;
        }
        boolean other = rate.allows("b");
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        int later = 0;
        while (rate.allows("a")) {
            later++;
        }

        assertThat(burst).isEqualTo(RateLimit.BURST);
        assertThat(other).isTrue();
        assertThat(later).isEqualTo(RateLimit.PER_SECOND);
    }
}
