package io.github.tektoncourier.cli;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Where Kubernetes has text whatever YAML takes a word without quotes for: people write {@code status: True} and
 * {@code name: 123}, and mean text.
 */
final class KnownText {

    private static final Set<String> MAPS = Set.of("labels", "annotations");
    private static final Map<String, Set<String>> MEMBERS = Map.of(
            "metadata", Set.of("name", "generateName", "namespace", "uid", "resourceVersion"),
            "conditions", Set.of("type", "status", "reason", "message"),
            "steps", Set.of("name", "container"));

    private KnownText() {}

    /** Whether a member of what stands under {@code parent} is text. */
    static boolean is(String parent, String member) {
        return MAPS.contains(parent) || MEMBERS.getOrDefault(parent, Set.of()).contains(member);
    }

    /** The text; a condition's status begins with a capital letter. */
    static String of(ScalarNode scalar, String parent) {
        String text = scalar.getValue();
        return scalar.getTag().equals(Tag.BOOL) && parent.equals("conditions")
                ? text.substring(0, 1).toUpperCase(Locale.ROOT)
                        + text.substring(1).toLowerCase(Locale.ROOT)
                : text;
    }
}
