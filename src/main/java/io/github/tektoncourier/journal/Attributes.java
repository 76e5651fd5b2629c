package io.github.tektoncourier.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns an event's attributes and extensions into the JSON that the journal keeps, and back. */
final class Attributes {

    private static final JsonFactory JSON = new JsonFactory();

    private Attributes() {}

    /** All attributes of the event as text, and its sequence. */
    static String json(CloudEvent event, long sequence) {
        StringWriter text = new StringWriter(768);
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            for (String name : event.getAttributeNames()) {
                write(json, name, event.getAttribute(name));
            }
            for (String name : event.getExtensionNames()) {
                write(json, name, event.getExtension(name));
            }
            json.writeStringField("sequence", sequence(sequence));
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** Twenty digits, so that text order is number order. */
    static String sequence(long sequence) {
        return String.format(Locale.ROOT, "%020d", sequence);
    }

    private static void write(JsonGenerator json, String name, @Nullable Object value) throws IOException {
        if (value != null && !name.equals("sequence")) {
            json.writeStringField(
                    name,
                    value instanceof OffsetDateTime time
                            ? DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time)
                            : value.toString());
        }
    }

    static Map<String, String> parse(String text) {
        Map<String, String> attributes = new LinkedHashMap<>(32);
        try (JsonParser json = JSON.createParser(text)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                attributes.put(name, json.getText());
            }
        } catch (IOException e) {
            throw new DamagedException("The attributes of a stored event cannot be read", e);
        }
        return Collections.unmodifiableMap(attributes);
    }

    /** An attribute or extension as text, empty where absent. */
    static String text(CloudEvent event, String extension) {
        Object value = event.getExtension(extension);
        return value == null ? "" : value.toString();
    }
}
