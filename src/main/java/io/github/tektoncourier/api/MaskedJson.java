package io.github.tektoncourier.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.tektoncourier.text.Secrets;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;

/**
 * JSON as it is stored, with its texts, names and numbers masked one by one: a secret may stand in it escaped, and one that looks
 * like JSON must not take its form away.
 */
final class MaskedJson {

    private static final JsonFactory JSON = new JsonFactory();

    private MaskedJson() {}

    /** What is no JSON is masked as one text. */
    static String of(byte[] data) {
        Secrets secrets = Secrets.ofProcess();
        StringWriter text = new StringWriter(data.length);
        try (JsonParser in = JSON.createParser(data);
                JsonGenerator out = JSON.createGenerator(text)) {
            for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
                switch (token) {
                    case FIELD_NAME -> out.writeFieldName(secrets.mask(in.currentName()));
                    case VALUE_STRING -> out.writeString(secrets.mask(in.getText()));
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(in.getText(), secrets, out);
                    default -> out.copyCurrentEvent(in);
                }
            }
        } catch (IOException e) {
            return secrets.mask(new String(data, StandardCharsets.UTF_8));
        }
        return text.toString();
    }

    private static void number(String number, Secrets secrets, JsonGenerator out) throws IOException {
        String masked = secrets.mask(number);
        if (masked.equals(number)) {
            out.writeNumber(number);
        } else {
            out.writeString(masked);
        }
    }
}
