package io.github.tektoncourier.watch;

import io.github.tektoncourier.watch.reflect.WatchState;
import io.github.tektoncourier.watch.reflect.WatchState.Phase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Readiness of one consumer: up while every scope is in sync. Short failures do not count. A scope whose CRD is not
 * installed is named in the details but does not make the check fail as long as another scope is watched, because a
 * cluster without CustomRuns is healthy. An open watch that is dead is found by its silence. The next watch decides:
 * when it opens, the API server was only quiet; when it does not, the failure began with the silence. A watch that
 * takes nothing because the journal is full counts as a failure, too.
 */
public final class WatchHealth extends AbstractHealthCheck {
    static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration STEADY = Duration.ofSeconds(2);

    /** Twice the longest silence of a working watch. */
    static final Duration OLD = Duration.ofMinutes(3);

    private final Supplier<List<WatchState>> states;
    private final Clock clock;

    public WatchHealth(String id, Supplier<List<WatchState>> states, Clock clock) {
        super("tekton", id);
        this.states = states;
        this.clock = clock;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        List<WatchState> all = states.get();
        boolean anyWatched = all.stream().anyMatch(state -> state.phase() == Phase.WATCHING);
        StringBuilder why = new StringBuilder();
        for (WatchState state : all) {
            builder.detail(state.scope(), describe(state));
            boolean excused = state.absent() && anyWatched;
            if (!excused && !inSync(state)) {
                why.append(why.isEmpty() ? "" : "; ")
                        .append(state.scope())
                        .append(": ")
                        .append(describe(state));
            }
        }
        if (why.isEmpty()) {
            builder.up();
        } else {
            builder.message(why.toString()).down();
        }
    }

    private boolean inSync(WatchState state) {
        Instant now = clock.instant();
        if (old(state)) {
            return false;
        }
        boolean steady =
                state.phase() == Phase.WATCHING && !state.since().plus(STEADY).isAfter(now);
        Instant troubled = state.troubledSince();
        boolean shortly = troubled == null || troubled.plus(GRACE).isAfter(now);
        return state.synced() && state.phase() != Phase.STOPPED && (steady || shortly);
    }

    private boolean old(WatchState state) {
        return state.phase() == Phase.WATCHING && state.age(clock.instant()).compareTo(OLD) > 0;
    }

    private String describe(WatchState state) {
        String phase =
                switch (state.phase()) {
                    case LISTING ->
                        state.absent()
                                ? state.error()
                                : state.synced() ? "listing again" : "first list not complete yet";
                    case WATCHING -> watching(state);
                    case WAITING -> state.error();
                    case STOPPED -> "stopped";
                };
        return state.setAside() == 0
                ? phase
                : phase + " (" + state.setAside() + " changes that the route failed for, see the log)";
    }

    private String watching(WatchState state) {
        long seconds = state.age(clock.instant()).toSeconds();
        return old(state)
                ? "watching, but nothing was taken from the API server for " + seconds
                        + " s: the journal is full, or the watcher hangs"
                : "watching, last heard " + seconds + " s ago";
    }
}
