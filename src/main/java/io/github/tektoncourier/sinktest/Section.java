package io.github.tektoncourier.sinktest;

import io.github.tektoncourier.routes.check.file.Problem;
import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.text.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Names and values of a mapping in a test's file. What is wrong with them is collected. */
final class Section {

    private final String what;
    private final int line;
    private final Map<String, NodeTuple> members = new LinkedHashMap<>();
    private final Problems problems;

    /** What is wrong with one file. */
    record Problems(String file, List<Problem> found) {

        void add(int line, String words) {
            found.add(new Problem(file, line, words));
        }
    }

    /**
     * Reads a mapping.
     *
     * @param what how messages call it, e.g. {@code a test}
     * @param keys that it may have; empty for any
     */
    Section(Node node, String what, Set<String> keys, Problems problems) {
        this.what = what;
        this.line = line(node);
        this.problems = problems;
        if (node instanceof MappingNode map) {
            Set<String> own = new TreeSet<>();
            map.getValue().forEach(tuple -> member(tuple, keys, own));
        } else {
            problems.add(
                    line,
                    "Here stands " + shape(node) + "; " + what + " is names and values"
                            + (keys.isEmpty() ? "." : ": " + listed(keys) + "."));
        }
    }

    private void member(NodeTuple tuple, Set<String> keys, Set<String> own) {
        String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
        int at = line(tuple.getKeyNode());
        if (key.equals("<<") && tuple.getValueNode() instanceof MappingNode merged) {
            for (NodeTuple one : merged.getValue()) {
                if (one.getKeyNode() instanceof ScalarNode name && !members.containsKey(name.getValue())) {
                    member(one, keys, new TreeSet<>());
                }
            }
        } else if (key.isEmpty()) {
            problems.add(at, "A name in " + what + " is missing or no text. Put quotes around it if it has braces.");
        } else if (!keys.isEmpty() && !keys.contains(key)) {
            problems.add(
                    at,
                    "There is no " + LogText.quoted(key) + " in " + what + "." + Nearest.hint(key, keys)
                            + " There are: " + listed(keys) + ".");
        } else if (!own.add(key)) {
            problems.add(at, LogText.quoted(key) + " stands twice in " + what + ". Remove one.");
        } else {
            members.put(key, tuple);
        }
    }

    int line() {
        return line;
    }

    boolean has(String key) {
        return members.containsKey(key);
    }

    Set<String> names() {
        return members.keySet();
    }

    Optional<Node> node(String key) {
        return Optional.ofNullable(members.get(key)).map(NodeTuple::getValueNode);
    }

    /** Line of a name; that of the mapping where it is missing. */
    int line(String key) {
        return Optional.ofNullable(members.get(key))
                .map(tuple -> line(tuple.getKeyNode()))
                .orElse(line);
    }

    /** A text that is not empty; numbers and the like are taken as they are written. */
    Optional<ExpectedSend.Located> text(String key) {
        Node node = node(key).orElse(null);
        if (node == null) {
            return Optional.empty();
        }
        if (node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
            return Optional.of(new ExpectedSend.Located(line(key), scalar.getValue()));
        }
        problems.add(line(key), key + " has " + shape(node) + "; a text is expected. Write " + key + ": TEXT.");
        return Optional.empty();
    }

    /** The items of a list. */
    List<Node> list(String key) {
        Node node = node(key).orElse(null);
        if (node == null || node instanceof SequenceNode) {
            return node instanceof SequenceNode list ? list.getValue() : List.of();
        }
        problems.add(line(key), key + " has " + shape(node) + "; a list is expected. Begin each item with \"- \".");
        return List.of();
    }

    /** One text, or a list of them. */
    List<String> texts(String key) {
        if (!(node(key).orElse(null) instanceof SequenceNode)) {
            return text(key).map(one -> List.of(one.text())).orElse(List.of());
        }
        List<String> texts = new ArrayList<>();
        for (Node one : list(key)) {
            if (one instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
                texts.add(scalar.getValue());
            } else {
                problems.add(line(one), key + " lists " + shape(one) + "; texts are expected.");
            }
        }
        return texts;
    }

    /** One of some words; the first of them where the key is missing. */
    String word(String key, List<String> words) {
        Optional<ExpectedSend.Located> given = text(key);
        if (given.isPresent() && !words.contains(given.get().text())) {
            String text = given.get().text();
            problems.add(
                    given.get().line(),
                    key + ": " + LogText.quoted(text) + " is not known." + Nearest.hint(text, words)
                            + " Choose one of: " + String.join(", ", words) + ".");
            return words.get(0);
        }
        return given.map(ExpectedSend.Located::text).orElse(words.get(0));
    }

    static int line(@Nullable Node node) {
        return node == null
                ? 1
                : node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    static String shape(Node node) {
        if (node instanceof SequenceNode) {
            return "a list";
        }
        if (node instanceof MappingNode) {
            return "names and values";
        }
        return node.getTag().equals(Tag.NULL) ? "nothing" : "a text";
    }

    private static String listed(Set<String> keys) {
        return String.join(", ", new TreeSet<>(keys));
    }
}
