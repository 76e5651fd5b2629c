package io.github.tektoncourier.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.tektoncourier.run.Text;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Turns YAML into the JSON that an API server would have. A file must not be able to make more of itself than fits:
 * aliases, depth and what a document grows to are limited.
 */
final class YamlDocuments {

    /** Far more than any object that an API server stores. */
    private static final int LARGEST = 32 << 20;

    private static final int DEEPEST = 500;
    private static final int MOST_ALIASES = 50;
    private static final JsonFactory JSON = new JsonFactory();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final JsonGenerator json;

    private YamlDocuments() throws IOException {
        this.json = JSON.createGenerator(out);
    }

    /**
     * Gives each document as JSON, as far as they can be read.
     *
     * @throws YamlEngineException for what is no YAML
     * @throws IllegalArgumentException for YAML that is no JSON, or too much of it
     */
    static void read(String yaml, Consumer<byte[]> document) {
        nodes(yaml, node -> document.accept(json(node)));
    }

    /**
     * Gives each document as nodes, which know their lines.
     *
     * @throws YamlEngineException for what is no YAML
     * @throws IllegalArgumentException for YAML that is too deep
     */
    static void nodes(String yaml, Consumer<Node> document) {
        LoadSettings settings = LoadSettings.builder()
                .setSchema(new CoreSchema())
                .setMaxAliasesForCollections(MOST_ALIASES)
                .setCodePointLimit(Integer.MAX_VALUE)
                .build();
        Parser events = new Shallow(new ParserImpl(settings, new StreamReader(settings, yaml)));
        Composer documents = new Composer(settings, events);
        while (documents.hasNext()) {
            document.accept(documents.next());
        }
    }

    /**
     * A node as the JSON that an API server would have.
     *
     * @throws IllegalArgumentException for YAML that is no JSON, or too much of it
     */
    static byte[] json(Node root) {
        try {
            YamlDocuments document = new YamlDocuments();
            document.write(root, "", 0);
            document.json.close();
            return document.out.toByteArray();
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** {@code under} is the key that it, or the list it is in, stands under. */
    private void write(Node node, String under, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("it is more than " + DEEPEST + " levels deep, or holds itself");
        }
        if (out.size() > LARGEST) {
            throw new IllegalArgumentException("it grows to more than " + (LARGEST >> 20) + " MiB");
        }
        if (node instanceof ScalarNode scalar) {
            scalar(scalar);
        } else if (node instanceof SequenceNode sequence) {
            json.writeStartArray();
            for (Node element : sequence.getValue()) {
                write(element, under, depth + 1);
            }
            json.writeEndArray();
        } else if (node instanceof MappingNode mapping) {
            json.writeStartObject();
            for (Map.Entry<String, Node> member : members(mapping, depth).entrySet()) {
                member(member.getKey(), member.getValue(), under, depth);
            }
            json.writeEndObject();
            json.flush();
        }
    }

    private void member(String key, Node value, String under, int depth) throws IOException {
        json.writeFieldName(Text.encodable(key));
        if (value instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL) && KnownText.is(under, key)) {
            json.writeString(Text.encodable(KnownText.of(scalar, under)));
        } else {
            write(value, key, depth + 1);
        }
    }

    /** What {@code <<} merges in comes first, so that the mapping's own members win. */
    private static Map<String, Node> members(MappingNode mapping, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("it merges itself");
        }
        Map<String, Node> members = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (isMerge(tuple) && tuple.getValueNode() instanceof MappingNode merged) {
                members.putAll(members(merged, depth + 1));
            }
        }
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw new IllegalArgumentException("a key in it is no text");
            }
            if (!(isMerge(tuple) && tuple.getValueNode() instanceof MappingNode)) {
                members.put(key.getValue(), tuple.getValueNode());
            }
        }
        return members;
    }

    private static boolean isMerge(NodeTuple tuple) {
        return tuple.getKeyNode() instanceof ScalarNode key
                && key.isPlain()
                && key.getValue().equals("<<");
    }

    private void scalar(ScalarNode scalar) throws IOException {
        String text = scalar.getValue();
        Tag tag = scalar.getTag();
        if (tag.equals(Tag.NULL)) {
            json.writeNull();
        } else if (tag.equals(Tag.BOOL)) {
            json.writeBoolean(Boolean.parseBoolean(text));
        } else if (tag.equals(Tag.INT)) {
            json.writeNumber(integer(text));
        } else if (tag.equals(Tag.FLOAT) && !text.matches("[-+]?\\.(?:inf|Inf|INF|nan|NaN|NAN)")) {
            json.writeNumber(decimal(text));
        } else {
            json.writeString(Text.encodable(text));
        }
    }

    /** 1e3 is 1000, as kubectl sends it; what would be very long stays short. */
    private static BigDecimal decimal(String text) {
        BigDecimal number = new BigDecimal(text);
        return number.scale() < 0 && number.scale() > -20 ? number.setScale(0) : number;
    }

    /** A leading 0 makes it octal, as kubectl reads file modes. */
    private static BigInteger integer(String text) {
        String digits = text.replaceFirst("^[-+]", "");
        BigInteger number;
        if (digits.startsWith("0x")) {
            number = new BigInteger(digits.substring(2), 16);
        } else if (digits.matches("0o?[0-7]+")) {
            number = new BigInteger(digits.replaceFirst("^0o?", ""), 8);
        } else {
            number = new BigInteger(digits);
        }
        return text.startsWith("-") ? number.negate() : number;
    }

    /** Stops what is too deep before the composer, which descends by recursion, has come so far. */
    private static final class Shallow implements Parser {
        private final Parser parser;
        private int depth;

        Shallow(Parser parser) {
            this.parser = parser;
        }

        @Override
        public boolean checkEvent(Event.ID id) {
            return parser.checkEvent(id);
        }

        @Override
        public Event peekEvent() {
            return parser.peekEvent();
        }

        @Override
        public boolean hasNext() {
            return parser.hasNext();
        }

        @Override
        public Event next() {
            Event event = parser.next();
            switch (event.getEventId()) {
                case SequenceStart, MappingStart -> depth++;
                case SequenceEnd, MappingEnd -> depth--;
                default -> {}
            }
            if (depth > DEEPEST) {
                throw new IllegalArgumentException("it is more than " + DEEPEST + " levels deep");
            }
            return event;
        }
    }
}
