package io.github.tektoncourier.watch.reflect;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.watch.WatchHealth;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** What silence means for readiness. */
class WatchStatusTest {
    private final Ticking clock = new Ticking();
    private final WatchStatus status = new WatchStatus("taskruns", clock);

    private boolean up() {
        WatchHealth health = new WatchHealth("w", () -> List.of(status.state()), clock);
        health.setCamelContext(new DefaultCamelContext());
        return health.call().getState() == HealthCheck.State.UP;
    }

    private void watching() {
        status.watching();
        clock.seconds(90);
    }

    @Test
    void a_server_that_is_only_quiet_is_never_a_trouble() {
        for (int i = 0; i < 5; i++) {
            watching();
            assertThat(up()).isTrue();
            status.silent("nothing came for 90 s");
            assertThat(up()).isTrue();
        }
        status.watching();

        assertThat(up()).isTrue();
        assertThat(status.state().error()).isEmpty();
    }

    @Test
    void behind_a_dead_line_it_is_unready_ten_seconds_after_the_silence_was_found() {
        watching();
        status.silent("nothing came for 90 s");
        clock.seconds(9);
        assertThat(up()).isTrue();

        clock.seconds(2);

        assertThat(up()).isFalse();
        assertThat(status.state().error()).isEqualTo("nothing came for 90 s");
        status.waiting("the API server did not answer within 15 s", false);
        status.watching();
        assertThat(up()).as("after a real trouble it must prove itself").isFalse();
        clock.seconds(2);
        assertThat(up()).isTrue();
        assertThat(status.healthy()).as("so that the end is logged, too").isTrue();
    }

    private static final class Ticking extends Clock {
        private Instant now = Instant.parse("2026-11-22T12:00:00Z");

        void seconds(int count) {
            now = now.plusSeconds(count);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
