package io.github.tektoncourier.cluster;

import io.github.tektoncourier.text.LogText;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Says that a credentials plugin does not answer. The client waits for it without a bound, as kubectl does, and with it the
 * start and each request to the API server.
 */
final class PluginNotice implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final CompletableFuture<Boolean> answered = new CompletableFuture<>();

    /**
     * Waits from now on.
     *
     * @param command what is run
     * @param where names the context
     * @param log takes one line, on a thread of its own, unless this is closed within {@code patience}
     */
    PluginNotice(String command, String where, Duration patience, Consumer<String> log) {
        var unused = answered.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((done, late) -> {
                    if (late instanceof TimeoutException) {
                        log.accept(where + ": the credentials plugin " + LogText.quoted(command)
                                + " has not answered for " + patience.toSeconds() + " s. The API server is not asked"
                                + " before it does. Run it by hand: it may wait for a login.");
                    }
                });
    }

    @Override
    public void close() {
        answered.complete(true);
    }
}
