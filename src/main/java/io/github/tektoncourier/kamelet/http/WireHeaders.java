package io.github.tektoncourier.kamelet.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.tektoncourier.kamelet.AddressValueException;
import io.github.tektoncourier.kamelet.PipeText;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a route that an HTTP sink sends. A header that is not named never goes out: a run's text may be in it.
 * The value of one that is named goes out only if it is one line of printable ASCII.
 */
public final class WireHeaders {

    /** In the Kamelet: the exchange variable that holds the headers of an event while it is turned into a request. */
    static final String VARIABLE = "wireHeaders";

    /** A token of RFC 9110, 5.6.2. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");

    private static final Pattern VALUE = Pattern.compile("[\\t -~]*");

    /** What servers take at least: the default of most is 8 KB for one line. */
    private static final int LONGEST = 4_000;

    private static final String CONNECTION = "belongs to the connection, which the HTTP client keeps. Take it out";
    private static final Set<String> OF_CONNECTION = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings",
            "expect");
    private static final Set<String> UNSENT = Set.of("cache-control", "date", "pragma", "via", "warning");

    private String list = "";
    private boolean structured;
    private @Nullable Set<String> names;

    /** Values by the names that go out. */
    record Values(Map<String, String> byName) {}

    /** Takes a comma list. */
    public void setNames(@Nullable String list) {
        this.list = list == null ? "" : list;
        names = null;
    }

    /**
     * Checks the names.
     *
     * @throws IllegalArgumentException says which cannot stand there and why
     */
    public void check() {
        names();
    }

    private static Set<String> read(String list) {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (String part : list.isBlank() ? new String[0] : list.split(",", -1)) {
            String name = part.strip();
            String refused = refused(name);
            if (!refused.isEmpty()) {
                throw new IllegalArgumentException("headers names " + name + ", which " + refused);
            }
            if (!names.add(name)) {
                throw new IllegalArgumentException("headers names " + name + " twice. Take one of them out");
            }
        }
        return names;
    }

    /** The content mode of the sink: a structured event has a content type of its own. */
    public void setMode(@Nullable String mode) {
        structured = "structured".equals(mode);
        names = null;
    }

    private static String refused(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!NAME.matcher(name).matches()) {
            return "is no name of a header. headers takes names separated by commas: letters, digits and '-'";
        } else if (lower.startsWith("camel") || lower.startsWith("org.apache.camel")) {
            return "Camel keeps to itself. Copy its value into a header of another name with setHeader, and name that";
        } else if (lower.startsWith("ce-")) {
            return "is an attribute of the event. cloudevents-http-sink sends all of them by itself. Take it out";
        } else if (lower.equals("authorization") || lower.equals("proxy-authorization")) {
            return "is a secret that would be shown nowhere else as one. Write bearerToken, or username and password";
        } else if (lower.equals("host")) {
            return "the address decides. Take it out";
        } else if (lower.equals("content-length") || lower.equals("content-encoding")) {
            return "is made of the body as it is sent. Take it out";
        } else if (OF_CONNECTION.contains(lower)) {
            return CONNECTION;
        }
        return UNSENT.contains(lower) ? "Camel's HTTP client does not send. Take it out" : "";
    }

    /** The names, in no order of the file's. */
    public Set<String> names() {
        Set<String> known = names;
        if (known == null) {
            known = read(PipeText.of(list));
            if (structured && known.contains(Exchange.CONTENT_TYPE)) {
                throw new IllegalArgumentException("headers names Content-Type, which contentMode: structured sets to"
                        + " application/cloudevents+json. Take it out, or write contentMode: binary");
            }
            names = known;
        }
        return Collections.unmodifiableSet(known);
    }

    /**
     * What goes out with an event: those headers that it has.
     *
     * @throws AddressValueException where a value cannot be one of a header
     */
    public Values of(Exchange exchange) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String name : names()) {
            Object value = exchange.getMessage().getHeader(name);
            String text = value == null ? "" : text(name, value).strip();
            if (!text.isEmpty()) {
                values.put(name.equalsIgnoreCase(Exchange.CONTENT_TYPE) ? Exchange.CONTENT_TYPE : name, text);
            }
        }
        return new Values(values);
    }

    /** Adds to the headers of a request what the Kamelet left for it. */
    static void add(Exchange exchange, Map<String, Object> headers) {
        if (exchange.getVariable(VARIABLE) instanceof Values values) {
            headers.putAll(values.byName());
        }
    }

    private static String text(String name, Object value) {
        Object single = value instanceof Collection<?> several && several.size() == 1
                ? several.iterator().next()
                : value;
        String text;
        if (single instanceof JsonNode json && json.isValueNode()) {
            text = json.isNull() ? "" : json.asText();
        } else if (single instanceof byte[] bytes) {
            text = new String(bytes, StandardCharsets.UTF_8);
        } else if (single instanceof CharSequence || single instanceof Number || single instanceof Boolean) {
            text = String.valueOf(single);
        } else {
            throw unfit(name, "is not one text");
        }
        if (text.length() > LONGEST) {
            throw unfit(name, "has more than " + LONGEST + " characters");
        }
        if (!VALUE.matcher(text).matches()) {
            throw unfit(name, "has a line end, another control character or one beyond ASCII");
        }
        return text;
    }

    private static AddressValueException unfit(String name, String why) {
        return new AddressValueException(
                "The header " + name + " goes out with each event, and its value for this event " + why
                        + ". Make it fit before this step, e.g. with setHeader and jq: '… | @uri'.");
    }
}
