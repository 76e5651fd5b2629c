package io.github.tektoncourier.cloudevent;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.cloudevents.CloudEvent;
import io.cloudevents.types.Time;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Encodes events in structured mode, by the CloudEvents JSON format; JSON data goes in as the bytes it is. */
public final class StructuredJson {

    /** What a structured event calls itself on the wire. */
    public static final String CONTENT_TYPE = "application/cloudevents+json";

    private static final JsonFactory JSON = new JsonFactory();

    private StructuredJson() {}

    /** An event with its own data. */
    public static byte[] encode(CloudEvent event) {
        return encode(
                event, event.getData() == null ? new byte[0] : event.getData().toBytes());
    }

    /** An event's attributes with these data. */
    public static byte[] encode(CloudEvent event, byte[] data) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        for (String name : event.getAttributeNames()) {
            Object value = event.getAttribute(name);
            if (value != null) {
                attributes.put(name, value);
            }
        }
        for (String name : event.getExtensionNames()) {
            Object value = event.getExtension(name);
            if (value != null) {
                attributes.put(name, value);
            }
        }
        return encode(attributes, data);
    }

    /** Attributes by their names in the specification, extensions among them; no data where {@code data} is empty. */
    public static byte[] encode(Map<String, ? extends Object> attributes, byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(data.length + 1024);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            for (Map.Entry<String, ? extends Object> attribute : attributes.entrySet()) {
                json.writeFieldName(attribute.getKey());
                write(json, attribute.getValue());
            }
            if (data.length > 0 && isJson(attributes.get("datacontenttype"))) {
                // Past the generator, because it could only copy the bytes through characters.
                json.flush();
                out.writeBytes(",\"data\":".getBytes(StandardCharsets.US_ASCII));
                out.writeBytes(data);
            } else if (data.length > 0) {
                json.writeStringField("data_base64", Base64.getEncoder().encodeToString(data));
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot happen in memory", e);
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Integer number) {
            json.writeNumber(number);
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof OffsetDateTime time) {
            json.writeString(Time.writeTime(time));
        } else {
            json.writeString(value.toString());
        }
    }

    private static boolean isJson(@Nullable Object contentType) {
        if (contentType == null) {
            return true;
        }
        String type =
                contentType.toString().toLowerCase(Locale.ROOT).split(";", 2)[0].strip();
        return type.equals("application/json") || type.endsWith("/json") || type.endsWith("+json");
    }
}
