package io.github.tektoncourier.kamelet.http;

import io.github.tektoncourier.cloudevent.HeaderNames;
import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/** What a signature is about: the id of the event, and the bytes that go out for it. */
final class SentBody {

    /** In the Kamelet: the exchange variable that has the event's id once its headers are those of the request. */
    private static final String ID = "courierEventId";

    private SentBody() {}

    /** Keeps the id of an event that is about to be turned into a request. */
    static void keepId(Exchange exchange) {
        exchange.setVariable(ID, exchange.getMessage().getHeader(HeaderNames.of("id"), String.class));
    }

    /** The id that was kept; of a message that is no event the exchange's own. */
    static String eventId(Exchange exchange) {
        String id = exchange.getVariable(ID, String.class);
        return id == null || id.isEmpty() ? exchange.getExchangeId() : id;
    }

    /** The body; the request can be sent afterwards as before. */
    static byte[] of(ClassicHttpRequest request) throws IOException {
        HttpEntity entity = request.getEntity();
        if (entity == null) {
            return new byte[0];
        }
        byte[] body = EntityUtils.toByteArray(entity);
        if (!entity.isRepeatable()) {
            request.setEntity(new ByteArrayEntity(body, ContentType.parseLenient(entity.getContentType())));
        }
        return body;
    }
}
