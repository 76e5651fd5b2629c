package io.github.tektoncourier.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.watch.reflect.WatchState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.Reference;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchMetersTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:01:00Z");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<WatchState> states = new ArrayList<>();

    private static WatchState heard(String scope, Instant at) {
        return new WatchState(
                scope, WatchState.Phase.WATCHING, NOW.minusSeconds(50), at, null, "", false, true, 0, 0, 0, 0, 0);
    }

    private double age(String scope) {
        return registry.get("courier.watch.age.seconds")
                .tag("watch", scope)
                .gauge()
                .value();
    }

    @Test
    void each_watch_has_an_age_and_one_that_stopped_has_none() {
        states.add(heard("taskruns in all namespaces", NOW.minusMillis(12_500)));
        states.add(heard("pipelineruns in all namespaces", NOW.plusSeconds(1)));
        WatchMeters meters = WatchMeters.bind(registry, () -> states, Clock.fixed(NOW, ZoneOffset.UTC));

        assertThat(age("taskruns in all namespaces")).isEqualTo(12.5);
        assertThat(age("pipelineruns in all namespaces")).isZero();
        states.remove(1);

        assertThat(age("pipelineruns in all namespaces")).isNaN();
        Reference.reachabilityFence(meters);
    }
}
