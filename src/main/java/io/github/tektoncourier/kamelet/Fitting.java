package io.github.tektoncourier.kamelet;

import io.github.tektoncourier.cloudevent.Trimming;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * Trims an event that is too large for its sink: by {@code maxBytes} before it is sent, and after a refusal at least
 * to the rung that the subscription asks for. What fits is left alone.
 */
public final class Fitting {

    /** How many bytes an event with these attributes and data is as sent. */
    public interface Weight {
        long of(Map<String, String> attributes, byte[] data);
    }

    private static final String TRUE = "true";

    private Fitting() {}

    /** Leaves in message and attributes what is to be sent. */
    public static void fit(Message message, Map<String, String> attributes, Weight weight) {
        long maxBytes = maxBytes(message.getExchange());
        int rung = rung(message.getExchange());
        if (rung == 0 && maxBytes == MaxBytes.UNLIMITED) {
            return;
        }
        byte[] whole = EventAttributes.data(message);
        long size = weight.of(attributes, whole);
        if (rung == 0 && size <= maxBytes) {
            return;
        }
        byte[] data = whole;
        String before = attributes.put(Trimming.EXTENSION, TRUE);
        for (int next = Math.max(1, rung); next <= Trimming.LAST; next++) {
            data = Trimming.trim(whole, next);
            if (data.length < whole.length && weight.of(attributes, data) <= maxBytes) {
                message.setBody(data);
                return;
            }
        }
        if (data.length < whole.length || size > maxBytes) {
            throw new TooLargeException(size, weight.of(attributes, data), maxBytes);
        }
        // nothing in it can be left out, so it goes as it is
        if (before == null) {
            attributes.remove(Trimming.EXTENSION);
        } else {
            attributes.put(Trimming.EXTENSION, before);
        }
    }

    private static long maxBytes(Exchange exchange) {
        Object value = exchange.getVariable(MaxBytes.VARIABLE);
        if (value == null) {
            return MaxBytes.UNLIMITED;
        }
        return value instanceof Long bytes
                ? bytes
                : MaxBytes.read(value.toString().strip());
    }

    private static int rung(Exchange exchange) {
        Integer rung = exchange.getVariable(Trimming.VARIABLE, Integer.class);
        return rung == null ? 0 : Math.max(0, Math.min(rung, Trimming.LAST));
    }
}
