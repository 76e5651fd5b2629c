package io.github.tektoncourier.watch;

import io.github.tektoncourier.run.Scope;
import io.github.tektoncourier.text.LogText;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one scope for ever, on a thread of its own: from the stored position, else from a list. Whatever fails is said
 * and tried again; nothing but {@link #stop()} ends it.
 */
final class ScopeWatcher implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ScopeWatcher.class);

    private final WatchTools tools;
    private final Doubts doubts;
    private final Thread thread;
    private volatile boolean stopped;

    ScopeWatcher(WatchTools tools) {
        this.tools = tools;
        this.doubts = new Doubts(tools);
        this.thread = new Thread(this, "watch " + tools.resource().words());
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Closes the connection at once. */
    void stop() {
        stopped = true;
        tools.handover().stop(thread);
    }

    void join(Duration patience) throws InterruptedException {
        thread.join(patience.toMillis());
    }

    WatchState state() {
        return tools.pulse().state();
    }

    @Override
    public void run() {
        try {
            Following following = null;
            while (!stopped) {
                try {
                    following = following == null ? begin() : following;
                    following.round();
                } catch (ApiException e) {
                    failed(e, following);
                } catch (RuntimeException | Error e) { // even without room for a thread: a watch that ends is silent
                    LOG.debug("Unexpected in the watch of {}", tools.resource().words(), e);
                    String words = "failed unexpectedly (" + LogText.reason(e) + ")";
                    failed(new ApiException(ApiException.Kind.PASSING, words), following);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("Watch of {} ends", tools.resource().words());
        } finally {
            tools.pulse().stopped();
        }
    }

    private Following begin() throws ApiException, InterruptedException {
        Scope scope = tools.resource().scope(tools.cluster().get());
        return new Following(tools, new Place(scope, tools.known().position(scope)), doubts);
    }

    private void failed(ApiException trouble, @Nullable Following following) throws InterruptedException {
        boolean whileListing = following != null && following.failed(trouble);
        doubts.failed(trouble, whileListing);
    }
}
