package io.github.tektoncourier.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.time.Instant;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Walks once through an object's JSON; a value of another type than asked for counts as absent. */
public final class JsonCursor implements AutoCloseable {

    /** Takes one member's value, whole; a value not taken must be {@link #skip skipped}. */
    public interface Members {
        void value(String name) throws IOException;
    }

    /** Takes one element of an array, as {@link Members} do. */
    public interface Elements {
        void value() throws IOException;
    }

    /** Decides by its name and value whether a member stays out. */
    public interface Dropping {
        /** May look at the value, as text at most, and leaves it where it is. */
        boolean drops(String name) throws IOException;
    }

    // Hostile names must not break the symbol table. Length is bounded by what an API server stores, and depth by
    // Nesting; an event's data have some levels more than the object in them.
    private static final JsonFactory OBJECTS = factory(Nesting.DEEPEST);

    private static final JsonFactory DATA = factory(Nesting.DEEPEST + 50);

    private final JsonParser parser;
    private final int base;
    private final Cuts cuts;

    /** Stands before the first value of these bytes; what is left out of objects goes into {@code cuts}. */
    public JsonCursor(byte[] bytes, int offset, int length, Cuts cuts) throws IOException {
        this(DATA, bytes, offset, length, cuts);
    }

    private JsonCursor(JsonFactory json, byte[] bytes, int offset, int length, Cuts cuts) throws IOException {
        this.parser = json.createParser(bytes, offset, length);
        this.base = offset;
        this.cuts = cuts;
        parser.nextToken();
    }

    /** The same for an object as the cluster stores it. Where it nests too deeply, reading throws a constraint's exception. */
    static JsonCursor ofObject(byte[] bytes, int offset, int length, Cuts cuts) throws IOException {
        return new JsonCursor(OBJECTS, bytes, offset, length, cuts);
    }

    private static JsonFactory factory(int deepest) {
        return new JsonFactoryBuilder()
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(deepest)
                        .maxNumberLength(Integer.MAX_VALUE)
                        .maxNameLength(Integer.MAX_VALUE)
                        .maxStringLength(Integer.MAX_VALUE)
                        .build())
                .build();
    }

    /** Takes an object's members, one by one. */
    public void object(Members members) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            skip();
            return;
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            members.value(name);
        }
    }

    /** An object out of which some members are cut: those named, or only where they are no text. */
    void object(Set<String> suspects, boolean keepText, Members members) throws IOException {
        object(suspects::contains, name -> !(keepText && textual()), members);
    }

    /** An object out of which members are cut; the others are taken one by one. */
    public void objectWithout(Dropping dropping, Members members) throws IOException {
        object(name -> true, dropping, members);
    }

    private void object(Predicate<String> suspects, Dropping dropping, Members members) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            skip();
            return;
        }
        boolean kept = false;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            boolean suspect = suspects.test(name);
            int from = suspect ? base + (int) parser.currentTokenLocation().getByteOffset() : 0;
            parser.nextToken();
            if (suspect && dropping.drops(name)) {
                skip();
                cuts.member(from, position(), kept);
            } else {
                members.value(name);
                kept = true;
            }
        }
    }

    /** Takes an array's elements, one by one. */
    public void array(Elements elements) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            skip();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.value();
        }
    }

    /** Text that can be encoded again, or nothing. */
    @Nullable
    String text() throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return Text.encodable(parser.getText());
        }
        skip();
        return null;
    }

    /** As {@link #textOrEmpty}; {@code true}, which YAML makes of a condition's status without quotes, is "True". */
    String truthOrText() throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> "True";
            case VALUE_FALSE -> "False";
            default -> textOrEmpty();
        };
    }

    /** Text that can be encoded again, empty where there is none. */
    public String textOrEmpty() throws IOException {
        String text = text();
        return text == null ? "" : text;
    }

    @Nullable
    Instant time() throws IOException {
        String text = text();
        return text == null ? null : Times.parse(text);
    }

    int integer(int otherwise) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT && parser.getTextLength() <= 11) {
            long value = parser.getLongValue();
            return value == (int) value ? (int) value : otherwise;
        }
        skip();
        return otherwise;
    }

    boolean isTrue() throws IOException {
        boolean value = parser.currentToken() == JsonToken.VALUE_TRUE;
        skip();
        return value;
    }

    /** Whether an object comes next. */
    public boolean isObject() {
        return parser.currentToken() == JsonToken.START_OBJECT;
    }

    /** Passes over a value whole. */
    public void skip() throws IOException {
        parser.skipChildren();
    }

    /** Behind the value just taken. */
    int position() throws IOException {
        parser.finishToken();
        return base + (int) parser.currentLocation().getByteOffset();
    }

    /** Whether nothing but blanks follows. */
    public boolean atEnd() throws IOException {
        return parser.nextToken() == null;
    }

    private boolean textual() throws IOException {
        return parser.currentToken() == JsonToken.VALUE_STRING && parser.getTextLength() > 0;
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
