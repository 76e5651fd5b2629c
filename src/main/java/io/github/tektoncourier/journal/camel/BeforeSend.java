package io.github.tektoncourier.journal.camel;

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
    private final Map<String, Object> headers;
    private final Map<String, Object> properties;
    private final @Nullable Object charset;

    private BeforeSend(Exchange exchange) {
        Message message = exchange.getMessage();
        this.body = message.getBody();
        this.headers = message.hasHeaders() ? new HashMap<>(message.getHeaders()) : Map.of();
        this.properties = new HashMap<>(exchange.getProperties());
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
        message.removeHeaders("*");
        headers.forEach(message::setHeader);
        for (String name : new HashMap<>(exchange.getProperties()).keySet()) {
            if (!properties.containsKey(name)) {
                exchange.removeProperty(name);
            }
        }
        properties.forEach(exchange::setProperty);
        exchange.setProperty(ExchangePropertyKey.CHARSET_NAME, charset);
    }
}
