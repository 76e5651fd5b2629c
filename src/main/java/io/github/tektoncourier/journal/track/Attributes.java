package io.github.tektoncourier.journal.track;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Turns an event's attributes and extensions into the JSON that the journal keeps, and back. */
public final class Attributes {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int DIGITS = 20;

    /** What CloudEvents' own {@code getAttributeNames} collects anew for each event. */
    private static final Set<String> NAMES = SpecVersion.V1.getAllAttributes();

    private static final String PARTITION_KEY = "partitionkey";

    private Attributes() {}

    /** All attributes of the event as text, its sequence, its run's partition key, and whether it is told again. */
    public static String json(CloudEvent event, long sequence, String partitionKey, boolean replay) {
        StringWriter text = new StringWriter(768);
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            for (String name : NAMES) {
                write(json, name, event.getAttribute(name));
            }
            for (String name : event.getExtensionNames()) {
                write(json, name, name.equals(PARTITION_KEY) ? partitionKey : event.getExtension(name));
            }
            json.writeStringField("sequence", sequence(sequence));
            if (replay) {
                json.writeStringField("replay", "true");
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String json = text.toString();
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return json + sum(bytes, bytes.length);
    }

    /** Behind the JSON, where nothing that reads it looks: a flipped byte would make another event of it. */
    private static String sum(byte[] json, int length) {
        CRC32C sum = new CRC32C();
        sum.update(json, 0, Math.max(0, length));
        return "\n" + HexFormat.of().toHexDigits(sum.getValue(), 8);
    }

    /** Twenty digits, so that text order is number order; more than a positive number has. */
    public static String sequence(long sequence) {
        String digits = Long.toString(sequence);
        return "0".repeat(DIGITS - digits.length()) + digits;
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

    public static Map<String, String> parse(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int behind = text.length() - text.lastIndexOf('}') - 1; // characters of the sum, ASCII
        String sum = behind > 0 ? sum(bytes, bytes.length - behind) : "";
        if (behind != sum.length() || !text.endsWith(sum)) {
            throw new DamagedException("The attributes of a stored event are not what was stored");
        }
        Map<String, String> attributes = new LinkedHashMap<>(32);
        try (JsonParser json = JSON.createParser(bytes, 0, bytes.length - behind)) {
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
    public static String text(CloudEvent event, String extension) {
        Object value = event.getExtension(extension);
        return value == null ? "" : value.toString();
    }
}
