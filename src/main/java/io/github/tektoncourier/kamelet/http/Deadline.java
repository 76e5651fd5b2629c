package io.github.tektoncourier.kamelet.http;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.util.Timeout;

/**
 * Ends an attempt as a whole in bounded time: connecting, sending and the answer. Timeouts of sockets begin anew with each
 * byte that is read, and there is none for writing: a receiver that drips its answer, or that stops reading, would hold
 * its lane for ever.
 */
final class Deadline implements ExecChainHandler {

    /** One thread for all attempts of all sinks: it only closes sockets, and never waits for what is written to them. */
    private static final ScheduledExecutorService ALARMS = alarms();

    private final Timeout limit;

    Deadline(Timeout limit) {
        this.limit = limit;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        AtomicBoolean over = new AtomicBoolean();
        ScheduledFuture<?> alarm = ALARMS.schedule(
                () -> {
                    over.set(true);
                    abort(scope);
                },
                limit.toMilliseconds(),
                TimeUnit.MILLISECONDS);
        try {
            return chain.proceed(request, scope);
        } catch (IOException | HttpException | RuntimeException e) {
            if (!over.get()) {
                throw e;
            }
            SocketTimeoutException late = new SocketTimeoutException(
                    "No complete answer within " + limit + ", connecting and sending included");
            late.initCause(e);
            throw late;
        } finally {
            alarm.cancel(false);
        }
    }

    /** Closes what the attempt holds, whether it waits for a connection, connects, writes or reads. */
    private static void abort(ExecChain.Scope scope) {
        if (scope.originalRequest instanceof Cancellable attempt) {
            attempt.cancel();
        } else {
            scope.execRuntime.discardEndpoint();
        }
    }

    private static ScheduledExecutorService alarms() {
        ScheduledThreadPoolExecutor alarms = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = Executors.defaultThreadFactory().newThread(work);
            thread.setName("sink-deadlines");
            thread.setDaemon(true);
            return thread;
        });
        alarms.setRemoveOnCancelPolicy(true);
        return alarms;
    }
}
