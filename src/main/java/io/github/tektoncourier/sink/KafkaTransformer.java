package io.github.tektoncourier.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.tektoncourier.cloudevent.StructuredJson;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Message;
import org.apache.camel.spi.DataType;
import org.apache.camel.spi.DataTypeTransformer;
import org.apache.camel.spi.Transformer;

/**
 * Turns an event in a route into a Kafka record, exactly as the CloudEvents Kafka protocol binding says, with
 * {@code partitionkey} as its key. All other headers are dropped here, so none can choose another topic or partition.
 */
public abstract sealed class KafkaTransformer extends Transformer {

    /** Camel renamed the header after 4.18; the names it does not know are not sent. */
    private static final String[] KEY_HEADERS = {"kafka.KEY", "CamelKafkaKey"};

    @Override
    public void transform(Message message, DataType from, DataType to) {
        Map<String, String> attributes = EventAttributes.of(message.getHeaders());
        Map<String, Object> headers = new HashMap<>(attributes.size() * 2 + 4);
        write(message, attributes, headers);
        String key = attributes.get("partitionkey");
        if (key != null) {
            for (String header : KEY_HEADERS) {
                headers.put(header, key);
            }
        }
        message.setHeaders(headers);
    }

    abstract void write(Message message, Map<String, String> attributes, Map<String, Object> headers);

    /** Attributes as {@code ce_*} headers, the data as the value. */
    @DataTypeTransformer(name = "kafka:tekton-cloudevent")
    public static final class Binary extends KafkaTransformer {
        @Override
        void write(Message message, Map<String, String> attributes, Map<String, Object> headers) {
            attributes.forEach((name, value) ->
                    headers.put(name.equals("datacontenttype") ? "content-type" : "ce_" + name, value.getBytes(UTF_8)));
        }
    }

    /** The whole event as one JSON value. */
    @DataTypeTransformer(name = "kafka:tekton-cloudevent-structured")
    public static final class Structured extends KafkaTransformer {
        @Override
        void write(Message message, Map<String, String> attributes, Map<String, Object> headers) {
            message.setBody(StructuredJson.encode(attributes, EventAttributes.data(message)));
            headers.put("content-type", EventAttributes.STRUCTURED.getBytes(UTF_8));
        }
    }
}
