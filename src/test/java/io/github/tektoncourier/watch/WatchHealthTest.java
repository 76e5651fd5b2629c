package io.github.tektoncourier.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.watch.reflect.WatchState;
import io.github.tektoncourier.watch.reflect.WatchState.Phase;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WatchHealthTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:01:00Z");

    private static WatchState state(
            Phase phase, boolean synced, int phaseSeconds, @Nullable Integer troubledSeconds, boolean absent) {
        Instant troubled = troubledSeconds == null ? null : NOW.minusSeconds(troubledSeconds);
        return new WatchState(
                "taskruns",
                phase,
                NOW.minusSeconds(phaseSeconds),
                null,
                troubled,
                "why",
                absent,
                synced,
                0,
                0,
                0,
                0,
                0);
    }

    private static boolean up(WatchState... states) {
        WatchHealth health = new WatchHealth("w", () -> List.of(states), Clock.fixed(NOW, ZoneOffset.UTC));
        health.setCamelContext(new DefaultCamelContext());
        return health.call().getState() == HealthCheck.State.UP;
    }

    @Test
    void it_is_ready_only_after_the_first_list() {
        assertThat(up(state(Phase.LISTING, false, 1, null, false))).isFalse();
        assertThat(up(state(Phase.WATCHING, true, 0, null, false))).isTrue();
    }

    @Test
    void a_short_trouble_is_no_matter_and_a_long_one_is() {
        assertThat(up(state(Phase.WAITING, true, 3, 9, false))).isTrue();
        assertThat(up(state(Phase.WAITING, true, 3, 11, false))).isFalse();
        assertThat(up(state(Phase.LISTING, true, 3, 11, false))).isFalse();
    }

    @Test
    void a_watch_that_has_to_prove_itself_after_a_trouble_does_so_by_standing() {
        assertThat(up(state(Phase.WATCHING, true, 1, 30, false))).isFalse();
        assertThat(up(state(Phase.WATCHING, true, 2, 30, false))).isTrue();
    }

    @Test
    void a_missing_crd_holds_up_readiness_only_when_nothing_else_is_watched() {
        WatchState missing = state(Phase.WAITING, false, 3, 300, true);

        assertThat(up(missing)).isFalse();
        assertThat(up(missing, state(Phase.WATCHING, true, 60, null, false))).isTrue();
    }

    @Test
    void watching_nothing_is_ready() {
        assertThat(up()).isTrue();
    }

    @Test
    void a_watch_from_which_nothing_is_taken_for_minutes_is_not_in_sync() {
        assertThat(up(heard(90))).isTrue();
        assertThat(up(heard(179))).isTrue();
        assertThat(up(heard(181))).isFalse();
    }

    private static WatchState heard(int secondsAgo) {
        return new WatchState(
                "taskruns",
                Phase.WATCHING,
                NOW.minusSeconds(600),
                NOW.minusSeconds(secondsAgo),
                null,
                "",
                false,
                true,
                0,
                0,
                0,
                0,
                0);
    }
}
