package io.github.tektoncourier.watch.api;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.github.tektoncourier.text.LogText;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of one answer, read chunk by chunk by the watcher's thread. Only a few chunks are requested ahead, so while
 * a watcher waits for the journal the rest stays in the socket and at the API server.
 */
public final class ApiStream implements AutoCloseable {
    private static final int AHEAD = 16;

    private record End(@Nullable Throwable failure) {}

    private final LinkedBlockingQueue<Object> arrived = new LinkedBlockingQueue<>();
    private volatile @Nullable AsyncBody body;
    private long seen = -1;
    private long since;

    /** Called by the HTTP client's thread. */
    void arrive(List<ByteBuffer> chunks, AsyncBody from) {
        arrived.addAll(chunks);
    }

    void begin(AsyncBody opened) {
        body = opened;
        var unused = opened.done().whenComplete((done, failure) -> arrived.add(new End(failure)));
        for (int i = 0; i < AHEAD; i++) {
            opened.consume();
        }
    }

    /**
     * The next chunk, or null at the end.
     *
     * @param whole the number of complete objects so far; bytes alone, as from a proxy that drips, are no sign of life
     * @param silence how long no object may be completed before the connection counts as dead
     */
    @Nullable
    public ByteBuffer next(long whole, Duration silence) throws ApiException, InterruptedException {
        if (seen != whole) {
            seen = whole;
            since = System.nanoTime();
        }
        Object part = arrived.poll(silence.toNanos() - (System.nanoTime() - since), TimeUnit.NANOSECONDS);
        if (part instanceof ByteBuffer chunk) {
            AsyncBody open = body;
            if (open != null) {
                open.consume();
            }
            return chunk;
        }
        if (part instanceof End end) {
            Throwable failure = end.failure();
            if (failure == null) {
                return null;
            }
            throw new ApiException(
                    ApiException.Kind.PASSING,
                    failure instanceof CancellationException
                            ? "the connection was closed"
                            : "the connection broke (" + LogText.reason(failure) + ")");
        }
        throw new ApiException(
                ApiException.Kind.SILENT,
                "the connection is open but nothing whole came for " + silence.toSeconds() + " s; it counts as dead");
    }

    /** Closes the connection unless the answer was read to its end. May be called again. */
    @Override
    public void close() {
        AsyncBody open = body;
        if (open != null && !open.done().isDone()) {
            open.cancel();
        }
    }
}
