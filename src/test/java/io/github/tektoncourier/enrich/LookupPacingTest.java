package io.github.tektoncourier.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class LookupPacingTest {

    private final Hand clock = new Hand();
    private final LookupPacing pacing = new LookupPacing(clock);

    @Test
    void a_flood_in_one_namespace_gets_a_turn_a_second() {
        assertThat(granted("evil", 60)).isBetween(60, 64);
    }

    @Test
    void floods_in_many_namespaces_get_five_a_second_together() {
        int granted = 0;
        for (int i = 0; i < 60_000; i++) {
            granted += pacing.take("ns-" + i % 5_000) ? 1 : 0;
            clock.now = clock.now.plusMillis(1);
        }

        assertThat(granted).isLessThanOrEqualTo(60 * 5 + 10);
    }

    @Test
    void a_namespace_that_asks_now_and_then_gets_its_turn_beside_floods() {
        int refused = 0;
        for (int i = 0; i < 60_000; i++) {
            for (int k = 0; k < 8; k++) {
                pacing.take("evil-" + k);
            }
            if (i % 5_000 == 4_999) {
                refused += pacing.take("calm") ? 0 : 1;
            }
            clock.now = clock.now.plusMillis(1);
        }

        assertThat(refused).isZero();
    }

    private int granted(String namespace, int seconds) {
        int granted = 0;
        for (int i = 0; i < seconds * 1000; i++) {
            granted += pacing.take(namespace) ? 1 : 0;
            clock.now = clock.now.plusMillis(1);
        }
        return granted;
    }

    private static final class Hand extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @Test
    void after_a_rest_there_is_a_small_burst() {
        granted("evil", 5);
        clock.now = clock.now.plus(Duration.ofMinutes(1));

        assertThat(pacing.take("evil") && pacing.take("evil") && pacing.take("evil"))
                .isTrue();
        assertThat(pacing.take("evil")).isFalse();
    }
}
