package io.github.tektoncourier.run;

import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.github.tektoncourier.text.LogText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** One pass over the bytes of any stored object: what every kind needs, and what stays out of every event. */
final class StoredObject {

    private static final Set<String> HEAD = Set.of("apiVersion", "kind");

    private final String kind;
    private final String group;
    private final String apiVersion;
    private String foundKind = "";
    private String foundVersion = "";
    private String where = "";
    private boolean trimmed;

    /** {@code group} empty for the core group. */
    StoredObject(String kind, String group, String apiVersion) {
        this.kind = kind;
        this.group = group;
        this.apiVersion = apiVersion;
    }

    /** What reads one kind of object. */
    interface Reader {
        void member(String name, JsonCursor json) throws IOException;

        /** {@code namespace/name}, as far as read; for messages. */
        String where();
    }

    /** Feeds the reader and gives back the object's bytes as they go into events. */
    byte[] read(byte[] bytes, int offset, int length, Reader reader) {
        int start = start(bytes, offset, offset + length);
        int size = offset + length - start;
        try {
            return parse(bytes, start, offset + length, reader);
        } catch (StreamConstraintsException e) { // found by the parser, because looking first costs a third of a parse
            byte[] shallow = Nesting.cut(bytes, start, size, Nesting.DEEPEST);
            trimmed = true;
            return parseShallow(shallow, reader);
        }
    }

    /** Whether values that nest too deeply were cut out of what was read. */
    boolean trimmed() {
        return trimmed;
    }

    private byte[] parseShallow(byte[] bytes, Reader reader) {
        try {
            return parse(bytes, 0, bytes.length, reader);
        } catch (StreamConstraintsException e) {
            throw noJson(e);
        }
    }

    private byte[] parse(byte[] bytes, int start, int end, Reader reader) throws StreamConstraintsException {
        Cuts cuts = new Cuts(bytes);
        try (JsonCursor json = JsonCursor.ofObject(bytes, start, end - start, cuts)) {
            json.object(HEAD, true, name -> {
                switch (name) {
                    case "apiVersion" -> foundVersion = json.textOrEmpty();
                    case "kind" -> foundKind = json.textOrEmpty();
                    default -> reader.member(name, json);
                }
            });
            int stop = json.position();
            where = reader.where();
            check(json.atEnd());
            return cuts.apply(start, stop, head());
        } catch (StreamConstraintsException e) {
            throw e;
        } catch (IOException | IllegalStateException e) {
            throw noJson(e);
        }
    }

    private UnreadableException noJson(Exception e) {
        return new UnreadableException(
                expected() + ", but this is not JSON: " + LogText.quoted(String.valueOf(e.getMessage())), e);
    }

    /** Refuses the object just read where a field that identifies it is empty. */
    void require(String field, String value) {
        if (value.isEmpty()) {
            throw new UnreadableException(expected() + ", but this one" + named() + " has no " + field
                    + ". Objects that an API server stores always have one.");
        }
    }

    /** The first brace, or the refusal of what cannot be an object. */
    private int start(byte[] bytes, int offset, int end) {
        int start = offset;
        if (end - start >= 3 && bytes[start] == (byte) 0xEF && bytes[start + 1] == (byte) 0xBB) {
            start += 3;
        }
        while (start < end && (bytes[start] == ' ' || (bytes[start] >= '\t' && bytes[start] <= '\r'))) {
            start++;
        }
        if (start == end) {
            throw new UnreadableException(expected() + ", but there is nothing.");
        }
        if (bytes[start] != '{' || (start + 1 < end && bytes[start + 1] == 0)) {
            throw new UnreadableException(expected() + " as a JSON object, but this begins with "
                    + LogText.quoted(new String(bytes, start, Math.min(20, end - start), StandardCharsets.ISO_8859_1)));
        }
        if (!Utf8.valid(bytes, start, end - start)) {
            throw new UnreadableException(expected() + ", but this is not valid UTF-8.");
        }
        return start;
    }

    private void check(boolean atEnd) {
        if (!foundKind.isEmpty() && !foundKind.equals(kind)) {
            throw new UnreadableException(expected() + ", but this is a " + LogText.quoted(foundKind) + named() + ".");
        }
        if (!foundVersion.isEmpty() && !group(foundVersion).equals(group)) {
            throw new UnreadableException(expected() + " of " + apiVersion + ", but this" + named() + " has apiVersion "
                    + LogText.quoted(foundVersion) + ".");
        }
        if (!atEnd) {
            throw new UnreadableException(expected() + named() + ", but something follows it.");
        }
    }

    private byte[] head() {
        String head = (foundVersion.isEmpty() ? "\"apiVersion\":\"" + apiVersion + "\"," : "")
                + (foundKind.isEmpty() ? "\"kind\":\"" + kind + "\"," : "");
        return head.getBytes(StandardCharsets.US_ASCII);
    }

    private static String group(String apiVersion) {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    private String expected() {
        return "Expected one " + kind;
    }

    private String named() {
        return where.isEmpty() ? "" : " (" + LogText.quoted(where) + ")";
    }
}
