package io.github.tektoncourier.kamelet.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.tektoncourier.kamelet.CheckedAtStart;
import io.github.tektoncourier.kamelet.EventAttributes;
import io.github.tektoncourier.kamelet.Fitting;
import io.github.tektoncourier.kamelet.MaxBytes;
import io.github.tektoncourier.kamelet.PipeText;
import io.github.tektoncourier.text.LogText;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.Language;
import org.jspecify.annotations.Nullable;

/**
 * Turns an event in a route into an HTTP request with JSON of the author's own, made by jq. What does not fit {@code
 * maxBytes} is made of a trimmed event.
 */
public final class JsonRequest extends CheckedAtStart implements Processor {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> METHODS = Set.of("POST", "PUT", "PATCH");
    private static final String CONTENT_TYPE = "application/json";
    private static final int SHOWN = 200;

    private final WireHeaders headers = new WireHeaders();
    private final MaxBytes limit = new MaxBytes();
    private String method = "POST";
    private String program = ".";
    private boolean guarded;
    private volatile @Nullable Expression body;

    /** The HTTP method: one that carries a body. */
    public void setMethod(String method) {
        this.method = method;
    }

    /** The jq program that makes the body. */
    public void setBody(String body) {
        program = body;
    }

    /**
     * {@inheritDoc}
     *
     * @throws org.apache.camel.ExpressionIllegalSyntaxException when {@code body} is no jq
     */
    @Override
    public void check() {
        if (!METHODS.contains(method)) {
            throw new IllegalArgumentException("method must be POST, PUT or PATCH, got: '" + method + "'");
        }
        headers.check();
        limit.check();
        CamelContext context = Objects.requireNonNull(getCamelContext());
        Language jq = context.resolveLanguage(guarded ? "courier-jq" : "jq");
        String program = PipeText.of(context, this.program);
        jq.createExpression(program).init(context); // says what is wrong with it as it was written
        Expression list = jq.createExpression("[" + program + "\n]"); // tells null from nothing, one list from several
        list.init(context);
        body = list;
    }

    /** {@code true}: the program's author is not the operator, and it has a budget. */
    public void setGuarded(String guarded) {
        this.guarded = guarded.strip().equals("true");
    }

    /** As {@link WireHeaders#setNames} takes them. */
    public void setHeaders(@Nullable String names) {
        headers.setNames(names);
    }

    /** As {@link MaxBytes#setSize} takes it. */
    public void setMaxBytes(@Nullable String size) {
        limit.setSize(size);
    }

    /** Leaves in the message what is to be sent, or ends the route where jq makes nothing of the event. */
    @Override
    public void process(Exchange exchange) {
        if (body == null) {
            check();
        }
        Message message = exchange.getMessage();
        SentBody.keepId(exchange);
        Map<String, Object> request = new HashMap<>();
        request.put(Exchange.CONTENT_TYPE, CONTENT_TYPE);
        request.put(Exchange.HTTP_METHOD, method);
        request.putAll(headers.of(exchange).byName());
        exchange.setVariable(MaxBytes.VARIABLE, limit.bytes());
        Fitting.fit(
                message, EventAttributes.of(message.getHeaders()), (attributes, data) -> json(exchange, data).length);
        byte[] json = json(exchange, EventAttributes.data(message));
        if (json.length == 0) {
            exchange.setRouteStop(true);
            return;
        }
        message.setBody(json);
        message.setHeaders(request);
    }

    /** What jq makes of this data; empty where it makes nothing. */
    private byte[] json(Exchange exchange, byte[] data) {
        Message message = exchange.getMessage();
        Object before = message.getBody();
        message.setBody(data);
        try {
            return bytes(Objects.requireNonNull(body).evaluate(exchange, Object.class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write JSON", e);
        } catch (RuntimeCamelException e) { // what goes beyond its budget says so itself
            String why = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
            throw new IllegalStateException(
                    "The jq of body fails for this event: " + LogText.line(why, SHOWN)
                            + ". Allow for what it lacks, e.g. by ? or //.",
                    e);
        } finally {
            message.setBody(before);
        }
    }

    private static byte[] bytes(@Nullable Object values) throws JsonProcessingException {
        JsonNode made = values instanceof JsonNode list ? list : JSON.createArrayNode();
        if (made.isEmpty()) {
            return new byte[0];
        } else if (made.size() > 1) {
            throw new IllegalStateException(
                    "The jq of body gives several values for this event. Put [ and ] around" + " them, or take one.");
        } else if (made.get(0).isNull()) {
            throw new IllegalStateException("The jq of body gives null for this event. Give an object, or empty where"
                    + " nothing is to be sent.");
        }
        return JSON.writeValueAsBytes(made.get(0));
    }
}
