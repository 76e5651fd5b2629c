package io.github.tektoncourier.kamelet.http;

import org.apache.camel.CamelContext;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * Takes the place of the network for all HTTP clients of a Camel context whose registry has one: it gets each request as
 * it would be written, and nothing is connected. {@code courier explain} and {@code courier test} are made of it.
 */
@FunctionalInterface
public interface HttpRecorder {

    /**
     * Takes a request and gives what the receiver is supposed to answer.
     *
     * @param host scheme, host and port
     */
    ClassicHttpResponse take(String host, ClassicHttpRequest request);

    /** The recorder of a context, where nothing is sent. */
    static @Nullable HttpRecorder of(@Nullable CamelContext context) {
        return context == null ? null : context.getRegistry().findSingleByType(HttpRecorder.class);
    }

    /** Puts the recorder of the context, where there is one, in the place of a client's connections. Must come last. */
    static void addTo(HttpClientBuilder client, @Nullable CamelContext context) {
        HttpRecorder recorder = of(context);
        if (recorder != null) {
            client.setConnectionManager(new RecordingConnections(recorder));
        }
    }
}
