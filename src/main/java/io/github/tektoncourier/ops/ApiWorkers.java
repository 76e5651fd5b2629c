package io.github.tektoncourier.ops;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has requests to the HTTP API answered by a few threads of its own, so that none of them keeps health and metrics waiting. */
final class ApiWorkers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ApiWorkers.class);
    private static final int THREADS = 2;
    private static final int WAITING = 32;
    private static final Page BUSY = Page.problem(503, "Too many requests wait for an answer. Ask again in a second.")
            .with(Map.of("Retry-After", "1"));
    private static final Page BROKEN =
            Page.problem(500, "This request could not be answered. The log of the courier says why.");

    private final RequestHandler handler;
    private final ThreadPoolExecutor threads;

    ApiWorkers(RequestHandler handler) {
        this.handler = handler;
        this.threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                new DefaultThreadFactory("management-api", true));
        threads.allowCoreThreadTimeOut(true);
    }

    /** The answer. The future never fails. */
    CompletableFuture<Page> answer(ApiRequest request) {
        try {
            return CompletableFuture.supplyAsync(() -> handler.answer(request), threads)
                    .exceptionally(failure -> {
                        LOG.error("A request to the HTTP API could not be answered", failure);
                        return BROKEN;
                    });
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(BUSY);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
