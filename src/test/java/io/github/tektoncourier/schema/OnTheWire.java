package io.github.tektoncourier.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.tektoncourier.cloudevent.StructuredJson;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads events as receivers get them, in either mode; what is no event of ours is left alone. */
public final class OnTheWire {

    private static final String PREFIX = "ce-";
    private static final List<String> OURS = List.of("dev.tekton.event.", "io.github.tektoncourier.", "dev.cdevents.");

    private OnTheWire() {}

    /** A request whose event came all the way from a cluster: everything must hold. */
    public static void delivered(Map<String, List<String>> headers, byte[] body) {
        event(headers, body).ifPresent(EveryEvent::delivered);
    }

    /** A request whose event a test made up: what its object is to blame for is forgiven. */
    public static void madeUp(Map<String, List<String>> headers, byte[] body) {
        event(headers, body).filter(EventSchemas::claimed).ifPresent(EveryEvent::made);
    }

    /** An event in structured mode of a run from a file, which need not come from a cluster. */
    public static void printed(JsonNode event) {
        EveryEvent.made(event);
    }

    /** What a format made of an event, attributes by their names and data apart. */
    public static void formatted(Map<String, String> attributes, byte[] data) {
        EveryEvent.made(EventSchemas.json(StructuredJson.encode(attributes, data)));
    }

    private static Optional<JsonNode> event(Map<String, List<String>> headers, byte[] body) {
        Map<String, String> attributes = new LinkedHashMap<>();
        headers.forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith(PREFIX)) {
                attributes.put(lower.substring(PREFIX.length()), decoded(values.get(0)));
            } else if (lower.equals("content-type")) {
                attributes.put("datacontenttype", values.get(0));
            }
        });
        JsonNode event = attributes.getOrDefault("datacontenttype", "").startsWith(StructuredJson.CONTENT_TYPE)
                ? EventSchemas.json(body)
                : EventSchemas.json(StructuredJson.encode(attributes, body));
        String type = event.path("type").asText();
        return OURS.stream().anyMatch(type::startsWith) ? Optional.of(event) : Optional.empty();
    }

    /** The HTTP binding percent-encodes; a plus is a plus. */
    private static String decoded(String value) {
        return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
