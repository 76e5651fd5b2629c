package io.github.tektoncourier.kamelet.http;

import io.github.tektoncourier.cloudevent.StructuredJson;
import io.github.tektoncourier.kamelet.EventAttributes;
import io.github.tektoncourier.kamelet.Fitting;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.DataType;
import org.apache.camel.spi.DataTypeTransformer;
import org.apache.camel.spi.Transformer;

/**
 * Turns an event in a route into what goes over HTTP, exactly as the CloudEvents HTTP protocol binding says. All other
 * headers are dropped here, but for those that the sink names and those that may stand in an address. So no other header
 * of a user or a tenant reaches the receiver or steers the producer.
 */
public abstract sealed class HttpTransformer extends Transformer {

    @Override
    public void transform(Message message, DataType from, DataType to) {
        Map<String, String> attributes = EventAttributes.of(message.getHeaders());
        Fitting.fit(message, attributes, this::size);
        Map<String, Object> headers = new HashMap<>(attributes.size() * 2);
        write(message, attributes, headers);
        WireHeaders.add(message.getExchange(), headers);
        EventAttributes.keep(message.getHeaders(), headers);
        message.setHeaders(headers);
    }

    /** Of the body, which is what receivers limit. */
    abstract long size(Map<String, String> attributes, byte[] data);

    abstract void write(Message message, Map<String, String> attributes, Map<String, Object> headers);

    /** Attributes as {@code ce-*} headers, the data as the body. */
    @DataTypeTransformer(name = "http:tekton-cloudevent")
    public static final class Binary extends HttpTransformer {
        @Override
        long size(Map<String, String> attributes, byte[] data) {
            return data.length;
        }

        @Override
        void write(Message message, Map<String, String> attributes, Map<String, Object> headers) {
            attributes.forEach((name, value) -> {
                if (name.equals("datacontenttype")) {
                    headers.put(Exchange.CONTENT_TYPE, value);
                } else {
                    headers.put("ce-" + name, PercentEncoding.encode(value));
                }
            });
        }
    }

    /** The whole event as one JSON body. */
    @DataTypeTransformer(name = "http:tekton-cloudevent-structured")
    public static final class Structured extends HttpTransformer {
        @Override
        long size(Map<String, String> attributes, byte[] data) {
            return StructuredJson.encode(attributes, data).length;
        }

        @Override
        void write(Message message, Map<String, String> attributes, Map<String, Object> headers) {
            message.setBody(StructuredJson.encode(attributes, EventAttributes.data(message)));
            headers.put(Exchange.CONTENT_TYPE, EventAttributes.STRUCTURED);
        }
    }
}
