package io.github.tektoncourier.kamelet.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.tektoncourier.cloudevent.StructuredJson;
import io.github.tektoncourier.kamelet.EventAttributes;
import io.github.tektoncourier.kamelet.Fitting;
import io.github.tektoncourier.kamelet.FormatAction;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Message;
import org.apache.camel.spi.DataType;
import org.apache.camel.spi.DataTypeTransformer;
import org.apache.camel.spi.Transformer;
import org.jspecify.annotations.Nullable;

/**
 * Turns an event in a route into a Kafka record, exactly as the CloudEvents Kafka protocol binding says, with
 * {@code partitionkey} as its key. All other headers but those that may
 * stand in an address, which go nowhere, are dropped here, so none can choose another topic or partition.
 */
public abstract sealed class KafkaTransformer extends Transformer {

    /** Camel renamed the header after 4.18; the names it does not know are not sent. */
    private static final String[] KEY_HEADERS = {"kafka.KEY", "CamelKafkaKey"};

    /** What the producer adds to a record's parts when it compares them with max.request.size: 61 of a batch, 21 of a record. */
    private static final int RECORD_OVERHEAD = 82 + 5;

    /** The most that the length of one part takes. */
    private static final int LENGTH = 5;

    @Override
    public void transform(Message message, DataType from, DataType to) {
        Map<String, String> attributes = EventAttributes.of(message.getHeaders());
        String key = key(message, attributes);
        Fitting.fit(message, attributes, (fitted, data) -> size(key, fitted, data));
        Map<String, Object> headers = new HashMap<>(attributes.size() * 2 + 4);
        write(message, attributes, headers);
        if (key != null) {
            for (String header : KEY_HEADERS) {
                headers.put(header, key);
            }
        }
        EventAttributes.keep(message.getHeaders(), headers);
        message.setHeaders(headers);
    }

    /** A format without extensions leaves it beside the event. */
    private static @Nullable String key(Message message, Map<String, String> attributes) {
        String key = attributes.get("partitionkey");
        return key != null ? key : message.getExchange().getVariable(FormatAction.PARTITION_KEY, String.class);
    }

    private long size(@Nullable String key, Map<String, String> attributes, byte[] data) {
        return RECORD_OVERHEAD + sized(key == null ? 0 : key.getBytes(UTF_8).length) + payload(attributes, data);
    }

    /** Of value and headers, as the producer counts them. */
    abstract long payload(Map<String, String> attributes, byte[] data);

    static long sized(long bytes) {
        return LENGTH + bytes;
    }

    abstract void write(Message message, Map<String, String> attributes, Map<String, Object> headers);

    /** Attributes as {@code ce_*} headers, the data as the value. */
    @DataTypeTransformer(name = "kafka:tekton-cloudevent")
    public static final class Binary extends KafkaTransformer {
        @Override
        long payload(Map<String, String> attributes, byte[] data) {
            long size = sized(data.length);
            for (Map.Entry<String, String> attribute : attributes.entrySet()) {
                size += sized(header(attribute.getKey()).length())
                        + sized(attribute.getValue().getBytes(UTF_8).length);
            }
            return size;
        }

        private static String header(String attribute) {
            return attribute.equals("datacontenttype") ? "content-type" : "ce_" + attribute;
        }

        @Override
        void write(Message message, Map<String, String> attributes, Map<String, Object> headers) {
            attributes.forEach((name, value) -> headers.put(header(name), value.getBytes(UTF_8)));
        }
    }

    /** The whole event as one JSON value. */
    @DataTypeTransformer(name = "kafka:tekton-cloudevent-structured")
    public static final class Structured extends KafkaTransformer {
        @Override
        long payload(Map<String, String> attributes, byte[] data) {
            return sized(StructuredJson.encode(attributes, data).length)
                    + sized("content-type".length())
                    + sized(EventAttributes.STRUCTURED.length());
        }

        @Override
        void write(Message message, Map<String, String> attributes, Map<String, Object> headers) {
            message.setBody(StructuredJson.encode(attributes, EventAttributes.data(message)));
            headers.put("content-type", EventAttributes.STRUCTURED.getBytes(UTF_8));
        }
    }
}
