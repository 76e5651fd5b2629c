package io.github.tektoncourier.cel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes CEL's values as JSON, names in order as Go writes them, whole numbers without a fraction. */
final class JsonWriter {

    private static final double WHOLE = 1e15;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamWriteConstraints(
                    StreamWriteConstraints.builder().maxNestingDepth(2_000).build())
            .build();

    private JsonWriter() {}

    /** The text of a map, a list or a plain value. */
    static String write(Object value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            write(json, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> sorted = new TreeMap<>();
            map.forEach((name, one) -> sorted.put(String.valueOf(name), one));
            json.writeStartObject();
            for (Map.Entry<String, Object> one : sorted.entrySet()) {
                Effort.spend(one.getKey().length() + 1L);
                json.writeFieldName(one.getKey());
                write(json, one.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object one : list) {
                Effort.spend(1);
                write(json, one);
            }
            json.writeEndArray();
        } else {
            plain(json, value);
        }
    }

    private static void plain(JsonGenerator json, Object value) throws IOException {
        if (value instanceof NullValue) {
            json.writeNull();
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < WHOLE) {
            json.writeNumber(number.longValue());
        } else if (value instanceof Double number && !number.isNaN() && !number.isInfinite()) {
            json.writeNumber(number);
        } else if (value instanceof Number number) {
            json.writeNumber(number.toString());
        } else if (value instanceof CelByteString bytes) {
            json.writeString(Base64.getEncoder().encodeToString(bytes.toByteArray()));
        } else {
            String text = String.valueOf(value);
            Effort.spend(text.length());
            json.writeString(text);
        }
    }
}
