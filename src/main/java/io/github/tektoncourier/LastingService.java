package io.github.tektoncourier;

import io.github.tektoncourier.cluster.Cluster;
import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.routes.FirstRun;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service that starts again in the same process when its journal's file had to be put right: what Kubernetes would do
 * for a process that ends, without the loop that follows where ending does not help.
 */
public final class LastingService implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LastingService.class);
    private static final long MAX_WAIT_SECONDS = 600;

    /** A service that ran for so long is not damaged by the same cause as before. */
    private static final Duration SOUND = Duration.ofMinutes(10);

    private final Cluster cluster;
    private final Clock clock;
    private final FirstRun firstRun = new FirstRun();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private Settings settings;
    private volatile boolean opened;
    private @Nullable Service current;
    private long wait;

    private LastingService(Settings settings, Cluster cluster, Clock clock) {
        this.settings = settings;
        this.cluster = cluster;
        this.clock = clock;
    }

    /** One that {@link #begin} starts; to be closed from now on. */
    public static LastingService of(Settings settings, Cluster cluster, Clock clock) {
        return new LastingService(settings, cluster, clock);
    }

    /**
     * Starts it.
     *
     * @throws StartException when it cannot: port taken, journal locked, wrong settings
     */
    public static LastingService start(Settings settings, Cluster cluster, Clock clock) {
        LastingService service = of(settings, cluster, clock);
        service.begin();
        return service;
    }

    /**
     * Starts it.
     *
     * @throws StartException when it cannot: port taken, journal locked, wrong settings
     */
    public synchronized void begin() {
        Service.refuseTakenPort(settings);
        Service first = Service.start(settings, cluster, clock, firstRun, () -> opened = true);
        settings = settings.with("courier.port", Integer.toString(first.port()));
        current = first;
        follow(first);
    }

    /** Where health and metrics answer, as long as it lasts. */
    public synchronized int port() {
        return settings.port("courier.port");
    }

    /** The books of every subscription, as they stand. */
    public synchronized List<Books> books() {
        return current == null ? List.of() : current.books();
    }

    /** Waits until it was closed. */
    public void awaitStop() throws InterruptedException {
        stopped.await();
    }

    private void follow(Service service) {
        long since = System.nanoTime();
        var unused = service.ended().thenRunAsync(() -> again(since), work -> {
            Thread thread = new Thread(work, "start-again");
            thread.setDaemon(true);
            thread.start();
        });
    }

    private synchronized void again(long since) {
        if (closing.getCount() == 0) {
            return;
        }
        if (current != null) {
            current.leave();
        }
        WaitingRoom waiting = WaitingRoom.on(settings.address());
        boolean sound = System.nanoTime() - since > SOUND.toNanos();
        wait = sound ? 0 : wait;
        while (!pause(wait)) {
            wait = Math.min(Math.max(5, wait * 2), MAX_WAIT_SECONDS);
            try {
                current = Service.start(settings, cluster, clock, firstRun, waiting::close);
                LOG.info("The service has started again");
                follow(current);
                return;
            } catch (StartException e) {
                LOG.error("The service cannot start again: {}. It is tried in {} s.", e.getMessage(), wait);
                waiting.close();
                waiting = WaitingRoom.on(settings.address());
            }
        }
        waiting.close();
    }

    /** True when it is to stop. */
    private boolean pause(long seconds) {
        if (seconds > 0) {
            LOG.warn(
                    "The journal's file had to be put right twice in a short time, or could not be opened after that;"
                            + " the service waits {} s. Check the disk under courier.journal.directory.",
                    seconds);
        }
        try {
            return closing.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    /** While it starts and delivers nothing yet, there is nothing to wait for. */
    @Override
    public void close() {
        closing.countDown();
        if (opened) {
            leave();
        }
        stopped.countDown();
    }

    private synchronized void leave() {
        if (current != null) {
            current.close();
        }
        cluster.close();
    }
}
