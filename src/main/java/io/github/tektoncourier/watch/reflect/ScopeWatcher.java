package io.github.tektoncourier.watch.reflect;

import io.github.tektoncourier.run.Scope;
import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.watch.api.ApiException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one scope on a thread of its own, from the stored position, else from a list. Every failure is logged and
 * tried again; only {@link #stop()} ends it.
 */
public final class ScopeWatcher implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ScopeWatcher.class);

    private final WatchTools tools;
    private final WatchFailures failures;
    private final Thread thread;
    private volatile boolean stopped;

    public ScopeWatcher(WatchTools tools) {
        this.tools = tools;
        this.failures = new WatchFailures(tools);
        this.thread = new Thread(this, "watch " + tools.resource().words());
        this.thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Closes the connection at once. */
    public void stop() {
        stopped = true;
        tools.handover().stop(thread);
    }

    public void join(Duration patience) throws InterruptedException {
        thread.join(patience.toMillis());
    }

    public WatchState state() {
        return tools.status().state();
    }

    @Override
    public void run() {
        try {
            Reflector reflector = null;
            while (!stopped) {
                try {
                    reflector = reflector == null ? begin() : reflector;
                    reflector.round();
                } catch (ApiException e) {
                    failed(e, reflector);
                } catch (RuntimeException | Error e) { // also OutOfMemoryError: an ended watch is silent
                    LOG.debug("Unexpected in the watch of {}", tools.resource().words(), e);
                    String words = "failed unexpectedly (" + LogText.reason(e) + ")";
                    failed(new ApiException(ApiException.Kind.PASSING, words), reflector);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("Watch of {} ends", tools.resource().words());
        } finally {
            tools.status().stopped();
        }
    }

    private Reflector begin() throws ApiException, InterruptedException {
        Scope scope = tools.resource().scope(tools.cluster().get());
        return new Reflector(tools, new Cursor(scope, tools.known().position(scope)), failures);
    }

    private void failed(ApiException trouble, @Nullable Reflector reflector) throws InterruptedException {
        boolean whileListing = reflector != null && reflector.failed(trouble);
        failures.failed(trouble, whileListing);
    }
}
