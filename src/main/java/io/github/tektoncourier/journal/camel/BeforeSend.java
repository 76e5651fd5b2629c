package io.github.tektoncourier.journal.camel;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Message;
import org.apache.camel.StreamCache;
import org.jspecify.annotations.Nullable;

/**
 * An exchange as it was before it was sent to another process. Behind the send it is that again: an answer is written by
 * others, and as body, headers or charset it would steer the steps that follow.
 */
final class BeforeSend {

    private static final String PROPERTY = "TektonCourierBeforeSend";

    private final @Nullable Object body;
    private final Object[] headers;
    private final Object[] properties;
    private final @Nullable Object charset;

    private BeforeSend(Exchange exchange) {
        Message message = exchange.getMessage();
        this.body = message.getBody();
        this.headers = flat(message.hasHeaders() ? message.getHeaders() : Map.of());
        this.properties = flat(exchange.getProperties());
        this.charset = exchange.getProperty(ExchangePropertyKey.CHARSET_NAME);
    }

    static BeforeSend of(Exchange exchange) {
        return new BeforeSend(exchange);
    }

    /** Notes on the exchange itself how it is. */
    static void note(Exchange exchange) {
        exchange.setProperty(PROPERTY, of(exchange));
    }

    /** Puts the exchange back to what was noted, unless the send failed. */
    static void restoreNoted(Exchange exchange) {
        BeforeSend noted = exchange.getProperty(PROPERTY, BeforeSend.class);
        if (noted != null) {
            exchange.removeProperty(PROPERTY);
            if (exchange.getException() == null) {
                noted.restore(exchange);
            }
        }
    }

    /** Puts an exchange back. Variables stay: {@code variableReceive} is how a route asks for an answer. */
    @SuppressWarnings("deprecation") // components of Camel still answer by the out message
    void restore(Exchange exchange) {
        if (exchange.hasOut()) {
            exchange.setOut(null);
        }
        Message message = exchange.getMessage();
        message.setBody(body);
        if (body instanceof StreamCache stream) {
            stream.reset();
        }
        if (!same(message.hasHeaders() ? message.getHeaders() : Map.of(), headers)) {
            message.removeHeaders("*");
            map(headers).forEach(message::setHeader);
        }
        if (!same(exchange.getProperties(), properties)) {
            restoreProperties(exchange, map(properties));
        }
        exchange.setProperty(ExchangePropertyKey.CHARSET_NAME, charset);
    }

    private static void restoreProperties(Exchange exchange, Map<String, Object> before) {
        for (String name : new HashMap<>(exchange.getProperties()).keySet()) {
            if (!before.containsKey(name)) {
                exchange.removeProperty(name);
            }
        }
        before.forEach(exchange::setProperty);
    }

    /** Names and values in turns: every event is noted so, and a map of them is rarely needed. */
    private static Object[] flat(Map<String, Object> map) {
        Object[] flat = new Object[map.size() * 2];
        int at = 0;
        for (Map.Entry<String, Object> entry : map.entrySet()) {
            if (at == flat.length) {
                return flat(new HashMap<>(map)); // another thread has just added one
            }
            flat[at++] = entry.getKey();
            flat[at++] = entry.getValue();
        }
        return at == flat.length ? flat : Arrays.copyOf(flat, at);
    }

    /** Whether nothing was put, replaced or taken out since. */
    private static boolean same(Map<String, Object> map, Object[] flat) {
        if (map.size() * 2 != flat.length) {
            return false;
        }
        int at = 0;
        for (Map.Entry<String, Object> entry : map.entrySet()) {
            if (at == flat.length || flat[at++] != entry.getKey() || flat[at++] != entry.getValue()) {
                return false;
            }
        }
        return at == flat.length;
    }

    private static Map<String, Object> map(Object[] flat) {
        Map<String, Object> map = new HashMap<>();
        for (int i = 0; i < flat.length; i += 2) {
            map.put((String) flat[i], flat[i + 1]);
        }
        return map;
    }
}
