package io.github.tektoncourier.watch.api;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the two parts of one watch frame, {@code {"type": …, "object": …}}, lie: found without parsing the object,
 * which is later read once and in place.
 *
 * @param type {@code ADDED MODIFIED DELETED BOOKMARK ERROR}
 */
public record Frame(String type, int offset, int length) {

    private static final byte[] TYPE = "{\"type\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OBJECT = "\",\"object\":{".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_TYPE = 16;

    /**
     * Finds the parts; null when the bytes are no frame. Only the beginning of a frame as the API server writes it is
     * checked, because a full check costs as much as reading it. A reader that cannot read the object asks {@link
     * ValueEnd#isWhole}.
     */
    public static @Nullable Frame of(byte[] bytes, int offset, int length) {
        Frame canonical = canonical(bytes, offset, length);
        return canonical != null ? canonical : anyOrder(bytes, offset, length);
    }

    private static @Nullable Frame canonical(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int type = offset + TYPE.length;
        if (!startsWith(TYPE, bytes, offset, end) || bytes[end - 1] != '}') {
            return null;
        }
        int at = type;
        while (at < end && at - type <= LONGEST_TYPE && bytes[at] >= 'A' && bytes[at] <= 'Z') {
            at++;
        }
        if (!startsWith(OBJECT, bytes, at, end)) {
            return null;
        }
        int object = at + OBJECT.length - 1;
        String name = new String(bytes, type, at - type, StandardCharsets.US_ASCII);
        return new Frame(name, object, end - 1 - object);
    }

    /** Index of the object in the beginning of a frame as the API server writes it; -1 in any other. */
    public static int object(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int at = offset + TYPE.length;
        if (!startsWith(TYPE, bytes, offset, end)) {
            return -1;
        }
        while (at < end && bytes[at] >= 'A' && bytes[at] <= 'Z') {
            at++;
        }
        return startsWith(OBJECT, bytes, at, end) ? at + OBJECT.length - 1 : -1;
    }

    private static boolean startsWith(byte[] prefix, byte[] bytes, int from, int to) {
        int end = from + prefix.length;
        return end < to && Arrays.equals(prefix, 0, prefix.length, bytes, from, end);
    }

    private static @Nullable Frame anyOrder(byte[] bytes, int offset, int length) {
        ValueEnd cursor = new ValueEnd();
        int end = offset + length;
        int at = skipSpace(bytes, offset, end);
        if (at >= end || bytes[at] != '{') {
            return null;
        }
        String type = null;
        int objectFrom = -1;
        int objectTo = -1;
        at = skipSpace(bytes, at + 1, end);
        while (at < end && bytes[at] == '"') {
            int keyEnd = cursor.start().scan(bytes, at, end);
            int value = keyEnd < 0 ? end : skipSpace(bytes, keyEnd, end);
            if (value >= end || bytes[value] != ':') {
                return null;
            }
            value = skipSpace(bytes, value + 1, end);
            int valueEnd = cursor.start().scan(bytes, value, end);
            if (valueEnd < 0) {
                return null;
            }
            if (is("type", bytes, at, keyEnd)) {
                type = text(bytes, value, valueEnd);
            } else if (is("object", bytes, at, keyEnd)) {
                objectFrom = value;
                objectTo = valueEnd;
            }
            at = skipSpace(bytes, valueEnd, end);
            if (at < end && bytes[at] == ',') {
                at = skipSpace(bytes, at + 1, end);
            }
        }
        boolean closed = at < end && bytes[at] == '}' && skipSpace(bytes, at + 1, end) == end;
        boolean whole = closed && type != null && objectFrom >= 0 && bytes[objectFrom] == '{';
        return whole && type != null ? new Frame(type, objectFrom, objectTo - objectFrom) : null;
    }

    private static String text(byte[] bytes, int from, int to) {
        boolean quoted = to - from >= 2 && bytes[from] == '"';
        return quoted ? new String(bytes, from + 1, to - from - 2, StandardCharsets.UTF_8) : "";
    }

    private static boolean is(String key, byte[] bytes, int from, int to) {
        return to - from == key.length() + 2 && text(bytes, from, to).equals(key);
    }

    static int skipSpace(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\n' || bytes[at] == '\r')) {
            at++;
        }
        return at;
    }
}
