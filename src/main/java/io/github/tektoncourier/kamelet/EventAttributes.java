package io.github.tektoncourier.kamelet;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.tektoncourier.cloudevent.EventAttribute;
import io.github.tektoncourier.cloudevent.HeaderNames;
import io.github.tektoncourier.cloudevent.StructuredJson;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.Message;

/**
 * Reads the CloudEvents attributes of a message from its {@code CamelCloudEvent*} headers and from nothing else, so
 * that no other header of a route ever reaches the wire.
 */
public final class EventAttributes {

    private static final Map<String, String> BY_HEADER = HeaderNames.core().entrySet().stream()
            .collect(Collectors.toUnmodifiableMap(e -> e.getValue().toLowerCase(Locale.ROOT), Map.Entry::getKey));

    /** By the headers of our own events as they are written, which needs no other text for each. */
    private static final Map<String, String> BY_OWN_HEADER = HeaderNames.ofEvents().entrySet().stream()
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

    private static final String EXTENSIONS = HeaderNames.of("extensions").toLowerCase(Locale.ROOT);

    /** The binding's own spelling of a structured event's content type. */
    public static final String STRUCTURED = StructuredJson.CONTENT_TYPE + "; charset=UTF-8";

    private static final byte[] NO_DATA = {};

    private EventAttributes() {}

    /** The event's data; empty where the message has no body. */
    public static byte[] data(Message message) {
        byte[] data = message.getBody(byte[].class);
        return data == null ? NO_DATA : data;
    }

    /** Attribute names as the specification writes them, with their values as text; absent and empty ones left out. */
    public static Map<String, String> of(Map<String, Object> headers) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("specversion", "1.0");
        headers.forEach((header, value) -> {
            if (header.regionMatches(true, 0, HeaderNames.PREFIX, 0, HeaderNames.PREFIX.length()) && value != null) {
                String text = text(value);
                if (!text.isEmpty()) {
                    put(attributes, header, text);
                }
            }
        });
        require(attributes, "id");
        require(attributes, "source");
        require(attributes, "type");
        return attributes;
    }

    /** Leaves a route what may stand in an address behind a transformation; no producer sends a header of Camel's. */
    public static void keep(Map<String, Object> before, Map<String, Object> behind) {
        for (EventAttribute attribute : EventAttribute.values()) {
            Object value = before.get(attribute.header());
            if (value != null) {
                behind.put(attribute.header(), value);
            }
        }
    }

    private static void put(Map<String, String> attributes, String header, String value) {
        String own = BY_OWN_HEADER.get(header);
        if (own != null) {
            attributes.put(own, value);
            return;
        }
        String lower = header.toLowerCase(Locale.ROOT);
        if (lower.equals(EXTENSIONS)) {
            return; // Camel's own bag; our extensions have headers of their own
        }
        String core = BY_HEADER.get(lower);
        String name = core != null ? core : lower.substring(HeaderNames.PREFIX.length());
        if (!wellFormed(name)) {
            throw new IllegalArgumentException("Header " + header + " is no CloudEvents attribute: behind "
                    + HeaderNames.PREFIX + " only letters and digits may follow. Rename or remove it in the route.");
        }
        attributes.put(name, value);
    }

    private static void require(Map<String, String> attributes, String name) {
        if (!attributes.containsKey(name)) {
            throw new IllegalArgumentException("The message is no CloudEvent: header " + HeaderNames.of(name)
                    + " is missing. Begin the flow with kamelet:tekton-runs-source, or with tekton-events-source in"
                    + " the courier, or set the header before the sink.");
        }
    }

    private static boolean wellFormed(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9')) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    /** CloudEvents timestamps are RFC 3339, which wants the seconds that {@code toString} leaves out. */
    private static String text(Object value) {
        if (value instanceof OffsetDateTime time) {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
        }
        if (value instanceof ZonedDateTime time) {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
        }
        if (value instanceof Instant time) {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.atOffset(ZoneOffset.UTC));
        }
        if (value instanceof JsonNode json && json.isValueNode()) {
            return json.isNull() ? "" : json.asText(); // what jq gives
        }
        return value.toString();
    }
}
