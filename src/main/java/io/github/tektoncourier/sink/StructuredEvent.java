package io.github.tektoncourier.sink;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes one CloudEvent in the JSON event format; the data's bytes go in as they are, never parsed again. */
final class StructuredEvent {

    static final String CONTENT_TYPE = "application/cloudevents+json; charset=UTF-8";

    private static final JsonFactory JSON = new JsonFactory();

    private StructuredEvent() {}

    static byte[] write(Map<String, String> attributes, byte @Nullable [] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream((data == null ? 0 : data.length) + 1024);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            for (Map.Entry<String, String> attribute : attributes.entrySet()) {
                json.writeStringField(attribute.getKey(), attribute.getValue());
            }
            if (data != null) {
                writeData(json, out, attributes.get("datacontenttype"), data);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("A CloudEvent could not be written", e);
        }
        return out.toByteArray();
    }

    private static void writeData(JsonGenerator json, ByteArrayOutputStream out, @Nullable String type, byte[] data)
            throws IOException {
        if (isJson(type)) {
            json.writeFieldName("data");
            json.writeRaw(':');
            json.flush();
            out.write(data);
        } else {
            json.writeBinaryField("data_base64", data);
        }
    }

    /** No type at all means JSON in the JSON event format. */
    static boolean isJson(@Nullable String type) {
        if (type == null) {
            return true;
        }
        String media = type.split(";", 2)[0].strip();
        return media.regionMatches(true, media.length() - 5, "+json", 0, 5)
                || media.regionMatches(true, media.length() - 5, "/json", 0, 5);
    }
}
