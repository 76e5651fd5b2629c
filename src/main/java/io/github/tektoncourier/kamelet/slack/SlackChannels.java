package io.github.tektoncourier.kamelet.slack;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** The channels that a sink posts to. Runs may name any number of them, so idle ones are forgotten. */
final class SlackChannels {

    private static final int MANY = 1_000;

    private final Map<String, SlackChannel> byName = new HashMap<>();
    private final BooleanSupplier stopping;
    private volatile Duration pace = Duration.ofSeconds(1);

    SlackChannels(BooleanSupplier stopping) {
        this.stopping = stopping;
    }

    void pace(Duration pace) {
        this.pace = pace;
    }

    /** The channel of this name or id, in use from now on: {@code use(-1)} ends that. */
    synchronized SlackChannel use(String name) {
        if (byName.size() >= MANY) {
            byName.values().removeIf(SlackChannel::idle);
        }
        SlackChannel channel = byName.computeIfAbsent(
                name, added -> new SlackChannel(added, pace.toNanos(), System::nanoTime, stopping));
        channel.use(1);
        return channel;
    }
}
