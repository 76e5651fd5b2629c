package io.github.tektoncourier.journal.camel;

import java.io.InputStream;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;
import org.jspecify.annotations.Nullable;

/** Estimates what a route keeps in memory of one event while it sends, beside the event's own bytes. */
final class Footprint {

    /** A tree's bytes for each of the event's. */
    private static final int TREE = 8;

    /** Text of which the sender makes bytes: one or two bytes a character, and one more. */
    private static final int TEXT = 3;

    /** Text so short, as attributes are, may be counted twice: remembering it would take more than it does. */
    private static final int SHORT = 256;

    private static final int FEW = 8;

    private final byte[] event;
    private final Set<Object> counted = Collections.newSetFromMap(new IdentityHashMap<>(FEW));
    private long bytes;

    private Footprint(byte[] event) {
        this.event = event;
        counted.add(event);
    }

    /**
     * Bytes beside the event's own.
     *
     * @param event as the journal holds it
     * @param whole the route's exchange
     * @param sending the copy of it that is sent, or the same
     */
    static long of(byte[] event, Exchange whole, Exchange sending, Endpoint endpoint) {
        Footprint footprint = new Footprint(event);
        footprint.add(whole);
        if (sending != whole) {
            footprint.add(sending);
        }
        if (endpoint.getEndpointUri().startsWith("kafka:")) {
            footprint.bytes += footprint.size(sending.getMessage().getBody()); // the producer buffers a copy
        }
        return footprint.bytes;
    }

    private void add(Exchange exchange) {
        add(exchange.getMessage().getBody());
        exchange.getMessage().getHeaders().values().forEach(this::add);
        exchange.getVariables().values().forEach(this::add);
        exchange.getProperties().values().forEach(this::add);
    }

    private void add(@Nullable Object value) {
        if (value == null || value instanceof Number) {
            return;
        }
        boolean small = value instanceof CharSequence text && text.length() < SHORT;
        if (small || counted.add(value)) {
            bytes += size(value);
        }
    }

    private long size(@Nullable Object value) {
        if (value instanceof byte[] array) {
            return array.length;
        }
        if (value instanceof CharSequence text) {
            return (long) text.length() * TEXT;
        }
        if (value instanceof StreamCache cached) {
            return cached.inMemory() ? cached.length() : 0;
        }
        boolean tree = value instanceof Map
                || value instanceof Collection
                || (value != null && value.getClass().getName().startsWith("com.fasterxml.jackson.databind.node"));
        if (tree && large(value)) {
            return (long) event.length * TREE;
        }
        return value == null || value instanceof InputStream || !isBody(value) ? 0 : event.length;
    }

    private static boolean large(@Nullable Object tree) {
        return !(tree instanceof Map<?, ?> map && map.isEmpty())
                && !(tree instanceof Collection<?> list && list.isEmpty());
    }

    /** Whatever a route made of the event; Camel's own objects in properties are none. */
    private static boolean isBody(Object value) {
        String type = value.getClass().getName();
        return !type.startsWith("org.apache.camel.")
                && !type.startsWith("java.")
                && !type.startsWith(Footprint.class.getPackageName());
    }
}
