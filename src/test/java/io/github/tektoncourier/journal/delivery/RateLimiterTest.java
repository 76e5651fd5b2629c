package io.github.tektoncourier.journal.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tektoncourier.text.Rate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimiterTest {

    private static final long START = 1_000_000;

    /** When deliveries begin that all want to as soon as they may. */
    private static List<Long> begun(RateLimiter limiter, int count, long from) {
        List<Long> begun = new ArrayList<>();
        long now = from;
        for (int i = 0; i < count; i++) {
            now = Math.max(now, limiter.due(now));
            limiter.begins(now);
            begun.add(now - from);
        }
        return begun;
    }

    @Test
    void deliveries_begin_evenly_and_a_pause_allows_a_burst() {
        RateLimiter limiter = new RateLimiter(Rate.parse("10/s", "3"));

        assertThat(begun(limiter, 6, START)).containsExactly(0L, 0L, 0L, 100L, 200L, 300L);
        assertThat(begun(limiter, 4, START + 10_000)).containsExactly(0L, 0L, 0L, 100L);
    }

    @ParameterizedTest
    @CsvSource({"10/s, 1, 1000", "100/m, 1, 60000", "1000/h, 1, 3600000", "5000/s, 500, 1000"})
    void no_more_begin_in_a_time_than_the_rate_and_its_burst(String rate, int burst, long millis) {
        Rate limit = Rate.parse(rate, "");

        long begun = begun(new RateLimiter(limit), 20_000, START).stream()
                .filter(at -> at < millis)
                .count();

        assertThat(limit.burst()).isEqualTo(burst);
        assertThat(begun).isBetween((long) limit.deliveries(), (long) limit.deliveries() + burst);
    }

    @Test
    void one_that_did_not_begin_leaves_its_place() {
        RateLimiter limiter = new RateLimiter(Rate.parse("1/s", ""));
        limiter.begins(START);
        assertThat(limiter.due(START)).isEqualTo(START + 1_000);

        limiter.givesBack();

        assertThat(limiter.due(START)).isEqualTo(START);
    }

    @Test
    void a_clock_that_is_set_back_delays_by_no_more_than_one() {
        RateLimiter limiter = new RateLimiter(Rate.parse("1/s", ""));
        limiter.begins(START);

        assertThat(limiter.due(START - 900_000)).isEqualTo(START - 900_000 + 1_000);
    }

    @Test
    void without_a_limit_all_begin_at_once() {
        assertThat(begun(new RateLimiter(Rate.NONE), 1_000, START)).containsOnly(0L);
    }

    @ParameterizedTest
    @CsvSource({
        "ten, '', rateLimit=ten is no rate",
        "10/s, many, rateBurst=many is no number",
        "10/s, 0, rateBurst=0 is no number",
        "'', 5, rateBurst goes together with rateLimit"
    })
    void what_is_no_rate_is_refused(String rate, String burst, String words) {
        assertThatThrownBy(() -> Rate.parse(rate, burst)).hasMessageStartingWith(words);
    }

    @Test
    void a_rate_of_minutes_is_one_of_minutes() {
        assertThat(Rate.parse(" 100 / m ", "")).isEqualTo(new Rate(100, Duration.ofMinutes(1), 1));
    }
}
