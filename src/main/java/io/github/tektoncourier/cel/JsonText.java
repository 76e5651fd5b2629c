package io.github.tektoncourier.cel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.cel.common.values.NullValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * JSON bytes, read where an expression looks and nowhere else: most expressions read two or three values of a run of some
 * megabytes. Numbers are doubles, as in Tekton Triggers.
 *
 * <p>Containers are found by their brackets, without a stack, so no depth of nesting costs one.
 */
final class JsonText {

    /** No number of a run has more digits; a longer one would take long to read. */
    private static final int LONGEST_NUMBER = 400;

    private static final JsonFactory STRINGS = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final byte[] bytes;

    JsonText(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The value that begins at a position, after blanks.
     *
     * @throws CelFailedException where there is none
     */
    Object value(int from) {
        int at = blanks(from);
        return switch (at(at)) {
            case '{' -> new JsonObject(this, at);
            case '[' -> new JsonArray(this, at);
            case '"' -> string(at, end(at));
            case 't' -> word(at, "true", true);
            case 'f' -> word(at, "false", false);
            case 'n' -> word(at, "null", NullValue.NULL_VALUE);
            default -> number(at, end(at));
        };
    }

    /** Behind blanks. */
    int blanks(int from) {
        int at = from;
        while (at < bytes.length && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
            at++;
        }
        return at;
    }

    /** The byte at a position; 0 behind the end. */
    byte at(int position) {
        return position < bytes.length ? bytes[position] : 0;
    }

    /** Behind the value that begins here. */
    int end(int from) {
        byte first = at(from);
        if (first == '"') {
            return quoteEnd(from) + 1;
        }
        int at = from;
        if (first == '{' || first == '[') {
            int open = 0;
            do {
                byte b = at(at);
                if (b == '"') {
                    at = quoteEnd(at);
                } else if (b == '{' || b == '[') {
                    open++;
                } else if (b == '}' || b == ']') {
                    open--;
                } else if (at >= bytes.length) {
                    throw unreadable();
                }
                at++;
            } while (open > 0);
            return at;
        }
        while (at < bytes.length && ",]} \n\r\t".indexOf(bytes[at]) < 0) {
            at++;
        }
        return at;
    }

    /** The text between the quotes at these positions. */
    String string(int from, int end) {
        for (int i = from + 1; i < end - 1; i++) {
            if (bytes[i] == '\\') {
                return escaped(from, end);
            }
        }
        return new String(bytes, from + 1, end - from - 2, StandardCharsets.UTF_8);
    }

    private String escaped(int from, int end) {
        try (JsonParser parser = STRINGS.createParser(bytes, from, end - from)) {
            parser.nextToken();
            return parser.getText();
        } catch (IOException e) {
            throw unreadable();
        }
    }

    private Object word(int from, String word, Object value) {
        int end = end(from);
        if (!word.equals(new String(bytes, from, end - from, StandardCharsets.ISO_8859_1))) {
            throw unreadable();
        }
        return value;
    }

    private Object number(int from, int end) {
        if (end == from || end - from > LONGEST_NUMBER) {
            throw unreadable();
        }
        try {
            return Double.valueOf(new String(bytes, from, end - from, StandardCharsets.ISO_8859_1));
        } catch (NumberFormatException e) {
            throw unreadable();
        }
    }

    private int quoteEnd(int from) {
        int at = from + 1;
        while (at < bytes.length && bytes[at] != '"') {
            at += bytes[at] == '\\' ? 2 : 1;
        }
        if (at >= bytes.length) {
            throw unreadable();
        }
        return at;
    }

    static CelFailedException unreadable() {
        return new CelFailedException("run is read from the event's data, and the body is no readable JSON", false);
    }
}
