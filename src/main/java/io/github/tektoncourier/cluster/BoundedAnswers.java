package io.github.tektoncourier.cluster;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Closes an answer that outgrows what the heap can bear: the client collects answers whole, and what comes may come from a
 * proxy in between. Streams that are read as they come take this interceptor off.
 */
public final class BoundedAnswers implements Interceptor {

    /** Under which it is found among a client's interceptors. */
    public static final String NAME = "BOUNDED";

    private static final long LONGEST = 8L * 1024 * 1024;

    @Override
    public AsyncBody.Consumer<List<ByteBuffer>> consumer(
            AsyncBody.Consumer<List<ByteBuffer>> consumer, HttpRequest request) {
        AtomicLong taken = new AtomicLong();
        return (chunks, body) -> {
            long bytes = chunks.stream().mapToLong(ByteBuffer::remaining).sum();
            if (taken.addAndGet(bytes) > LONGEST) {
                throw new IOException("the API server's answer is longer than " + LONGEST + " bytes");
            }
            consumer.consume(chunks, body);
        };
    }
}
