package io.github.tektoncourier.kamelet.slack;

import io.github.tektoncourier.journal.SinkDelivery;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** What deliveries to one channel share: their pace, and the turns of those that write the same message. */
final class SlackChannel {

    private static final long SLICE_MILLIS = 250;

    private final String name;
    private final long paceNanos;
    private final LongSupplier nanos;
    private final BooleanSupplier stopping;
    private long next;
    private int users;
    private boolean digestTurn;
    private final Set<String> digestsAwaited = new HashSet<>();
    private final Set<String> runs = new HashSet<>();

    /**
     * A channel.
     *
     * @param paceNanos between two requests
     * @param stopping whether deliveries are to end soon
     */
    SlackChannel(String name, long paceNanos, LongSupplier nanos, BooleanSupplier stopping) {
        this.name = name;
        this.paceNanos = paceNanos;
        this.nanos = nanos;
        this.stopping = stopping;
        this.next = nanos.getAsLong();
    }

    String name() {
        return name;
    }

    /**
     * Waits for this delivery's turn, in the order of calls.
     *
     * @throws InterruptedException when deliveries are to end
     */
    void await(SinkDelivery delivery) throws InterruptedException {
        long turn;
        synchronized (this) {
            turn = Math.max(next, nanos.getAsLong());
            next = turn + paceNanos;
        }
        for (long left = turn - nanos.getAsLong(); left > 0; left = turn - nanos.getAsLong()) {
            pause(delivery, Math.min(SLICE_MILLIS, TimeUnit.NANOSECONDS.toMillis(left) + 1));
        }
    }

    private void pause(SinkDelivery delivery, long millis) throws InterruptedException {
        if (stopping.getAsBoolean()) {
            throw new InterruptedException("The courier stops while a message waits for its turn in Slack");
        }
        delivery.pause(millis);
    }

    /** Waits until no other delivery tells of the same run: events that go again are outside of the run's order. */
    void beginRun(String run, SinkDelivery delivery) throws InterruptedException {
        while (!runIsFree(run)) {
            pause(delivery, SLICE_MILLIS / 5);
        }
    }

    private synchronized boolean runIsFree(String run) {
        return runs.add(run);
    }

    synchronized void endRun(String run) {
        runs.remove(run);
    }

    /** Takes over what is added to this digest until the turn comes; false where another delivery does already. */
    synchronized boolean awaitDigest(String digest) {
        return digestsAwaited.add(digest);
    }

    /** Waits until no other delivery writes a digest. */
    void beginDigest(SinkDelivery delivery) throws InterruptedException {
        while (!digestIsFree()) {
            pause(delivery, SLICE_MILLIS / 5);
        }
    }

    private synchronized boolean digestIsFree() {
        boolean free = !digestTurn;
        digestTurn = true;
        return free;
    }

    /** What is added from now on needs another turn. */
    synchronized void digestTaken(String digest) {
        digestsAwaited.remove(digest);
    }

    synchronized void endDigest() {
        digestTurn = false;
    }

    synchronized void use(int by) {
        users += by;
    }

    synchronized boolean idle() {
        return users == 0 && next <= nanos.getAsLong();
    }

    /** The channels that a sink posts to. Runs may name any number of them, so idle ones are forgotten. */
    static final class ByName {

        private static final int MANY = 1_000;

        private final Map<String, SlackChannel> byName = new HashMap<>();
        private final BooleanSupplier stopping;
        private volatile Duration pace = Duration.ofSeconds(1);

        ByName(BooleanSupplier stopping) {
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
}
