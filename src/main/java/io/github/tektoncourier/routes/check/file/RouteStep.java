package io.github.tektoncourier.routes.check.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * A step of a route, or what stands below one and has an expression or an address, as {@code when} has.
 *
 * @param name in Camel's own spelling
 * @param at its name in the file
 * @param value what stands behind the name
 * @param above the step that it stands in; null for a route's own
 */
public record RouteStep(String name, Node at, Node value, @Nullable RouteStep above) {

    /** This step and those that it stands in, from the inside. */
    public List<RouteStep> path() {
        List<RouteStep> path = new ArrayList<>();
        for (RouteStep step = this; step != null; step = step.above()) {
            path.add(step);
        }
        return path;
    }

    /** A text below the step. */
    public Optional<String> text(String key) {
        return Optional.ofNullable(YamlNodes.text(YamlNodes.child(value, key)));
    }

    /** Where a property stands; the step itself where it does not. */
    public Node where(String key) {
        Node child = YamlNodes.child(value, key);
        return child == null ? at : child;
    }
}
