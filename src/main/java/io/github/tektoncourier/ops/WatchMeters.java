package io.github.tektoncourier.ops;

import io.github.tektoncourier.watch.reflect.WatchState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * How long ago the API server was heard, per watch, as {@code courier_watch_age_seconds}: the sign of life that a quiet
 * cluster gives, too, and a dead connection does not.
 */
public final class WatchMeters {

    private final Supplier<List<WatchState>> watches;
    private final Clock clock;

    private WatchMeters(Supplier<List<WatchState>> watches, Clock clock) {
        this.watches = watches;
        this.clock = clock;
    }

    /** Registers one gauge for each watch there is now. Keep what it gives: meters hold their source weakly. */
    public static WatchMeters bind(MeterRegistry registry, Supplier<List<WatchState>> watches, Clock clock) {
        WatchMeters meters = new WatchMeters(watches, clock);
        watches.get().stream().map(WatchState::scope).distinct().forEach(scope -> {
            Gauge.builder("courier.watch.age.seconds", meters, m -> m.age(scope))
                    .description("Seconds since the last event, bookmark or other sign of life of the API server")
                    .tag("watch", scope)
                    .register(registry);
            FunctionCounter.builder("courier.watch.relists", meters, m -> m.sum(scope, WatchState::relists))
                    .description("Lists after the first one, as after 410 Gone")
                    .tag("watch", scope)
                    .register(registry);
            FunctionCounter.builder("courier.watch.reconnects", meters, m -> m.sum(scope, WatchState::reconnects))
                    .description("Watches that were opened after the first one")
                    .tag("watch", scope)
                    .register(registry);
            FunctionCounter.builder("courier.objects.unreadable", meters, m -> m.sum(scope, WatchState::unreadable))
                    .description("Objects and frames of the API server that could not be told")
                    .tag("watch", scope)
                    .register(registry);
        });
        return meters;
    }

    private double sum(String scope, ToLongFunction<WatchState> figure) {
        return watches.get().stream()
                .filter(state -> state.scope().equals(scope))
                .mapToLong(figure)
                .sum();
    }

    private double age(String scope) {
        return watches.get().stream()
                .filter(state -> state.scope().equals(scope))
                .mapToDouble(state -> state.age(clock.instant()).toMillis() / 1000.0)
                .max()
                .orElse(Double.NaN);
    }
}
