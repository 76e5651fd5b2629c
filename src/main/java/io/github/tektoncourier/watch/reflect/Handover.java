package io.github.tektoncourier.watch.reflect;

import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.UnreadableException;
import io.github.tektoncourier.text.LogText;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands one scope's changes to the route, in order and without waiting for each, and keeps count of those that are not
 * durable yet. A change that fails is tried again before any later one is handed over. One that fails four times is set
 * aside with an error in the log, and the scope is listed again later, so a failing route loses nothing while the run
 * exists.
 */
public final class Handover {
    /** The route that takes the changes. Calls back exactly once, when the change is durable or has failed. */
    public interface Route {
        void take(Change change, Consumer<@Nullable Throwable> done);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);
    private static final long[] RETRY_MILLIS = {200, 1_000, 5_000};

    private record Item(Change change, int share, int failures) {}

    private final Route route;
    private final ByteBudget budget;
    private final ScheduledExecutorService timer;
    private final WatchStatus status;
    private int inFlight;
    private int retrying;
    private int setAside;
    private boolean stopped;
    private boolean inRoute;
    private @Nullable Thread wakeLater;

    public Handover(Route route, ByteBudget budget, ScheduledExecutorService timer, WatchStatus status) {
        this.route = route;
        this.budget = budget;
        this.timer = timer;
        this.status = status;
    }

    /** Waits for room, then hands the change to the route. False when there was no room within the patience. */
    boolean give(Change change, Duration patience) throws InterruptedException {
        int share = budget.take(change.bytes(), patience);
        if (share == 0) {
            return false;
        }
        try {
            awaitRetries();
        } catch (InterruptedException e) {
            budget.giveBack(share);
            throw e;
        }
        try {
            send(new Item(change, share, 0));
        } finally {
            leaveRoute();
        }
        return true;
    }

    /** Waits until every change handed over is durable or set aside. */
    synchronized void awaitIdle() throws InterruptedException {
        while (inFlight > 0) {
            wait();
        }
    }

    /** The number of changes set aside since the last call. */
    synchronized int takeSetAside() {
        int count = setAside;
        setAside = 0;
        return count;
    }

    /** Interrupts the thread that hands over, but never inside the route: a change that is there is carried through. */
    synchronized void stop(Thread giver) {
        stopped = true;
        notifyAll();
        if (inRoute) {
            wakeLater = giver;
        } else {
            giver.interrupt();
        }
    }

    private synchronized void leaveRoute() {
        inRoute = false;
        if (wakeLater != null) {
            wakeLater.interrupt();
        }
    }

    private synchronized void awaitRetries() throws InterruptedException {
        while (retrying > 0 && !stopped) {
            wait();
        }
        if (stopped) {
            throw new InterruptedException("stopped");
        }
        inFlight++;
        inRoute = true;
    }

    private void send(Item item) {
        try {
            route.take(item.change(), failure -> done(item, failure));
        } catch (RuntimeException | Error e) { // else the change would count as under way for ever
            done(item, e);
        }
    }

    private void done(Item item, @Nullable Throwable failure) {
        if (failure == null || isStopped()) {
            settle(item);
        } else if (failure instanceof UnreadableException) {
            status.unreadable();
            LOG.warn("Passed over {}: {}", name(item.change()), LogText.reason(failure));
            settle(item);
        } else if (!again(item)) {
            giveUp(item, failure);
        }
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    private synchronized boolean again(Item item) {
        if (stopped || item.failures() >= RETRY_MILLIS.length || timer.isShutdown()) {
            return false;
        }
        retrying++;
        Item next = new Item(item.change(), item.share(), item.failures() + 1);
        var unused = timer.schedule(() -> retry(next), RETRY_MILLIS[item.failures()], TimeUnit.MILLISECONDS);
        return true;
    }

    private void retry(Item item) {
        send(item);
        synchronized (this) {
            retrying--;
            notifyAll();
        }
    }

    private void giveUp(Item item, Throwable failure) {
        synchronized (this) {
            setAside++;
        }
        status.setAside();
        LOG.error(
                "The route failed {} times for {}: {}. It gets what is new of it again when the scope is listed anew, so that"
                        + " nothing is lost while the run exists.",
                item.failures() + 1,
                name(item.change()),
                LogText.reason(failure));
        settle(item);
    }

    private void settle(Item item) {
        budget.giveBack(item.share());
        synchronized (this) {
            inFlight--;
            notifyAll();
        }
    }

    private static String name(Change change) {
        String what = change.run() != null
                ? change.run().kind().kind() + " " + change.run().where()
                : change.event() != null
                        ? "Event " + change.event().namespace() + "/"
                                + change.event().name()
                        : change.type().toString();
        return LogText.line(what);
    }
}
