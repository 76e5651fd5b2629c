package io.github.tektoncourier.routes.check.file;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * An address in a route, with what stands below {@code parameters}.
 *
 * @param step which uses it; {@code from} is one
 * @param at where the address stands
 * @param uri as the file has it
 */
public record EndpointCall(RouteStep step, Node at, String uri, @Nullable Node parameters) {

    /**
     * A parameter.
     *
     * @param at its name in the file, or the address that holds it
     * @param value as the file has it
     * @param inline whether it stands in the address
     */
    public record Parameter(String name, Node at, String value, boolean inline) {}

    /** The component's name; empty where the address has none. */
    public String scheme() {
        return scheme(uri);
    }

    public static String scheme(String uri) {
        int colon = uri.indexOf(':');
        String scheme = colon < 0 ? "" : uri.substring(0, colon);
        return scheme.matches("[A-Za-z][A-Za-z0-9+.-]*") ? scheme : "";
    }

    /** Those in the address and those below {@code parameters}; what YAML leaves unset is none. */
    public List<Parameter> given() {
        List<Parameter> given = new ArrayList<>();
        for (KameletUri.Option option : KameletUri.ofName(uri).options()) {
            given.add(new Parameter(option.name(), at, option.value(), true));
        }
        if (parameters instanceof MappingNode map) {
            for (NodeTuple tuple : map.getValue()) {
                if (tuple.getValueNode() instanceof ScalarNode value && !YamlNodes.unset(value)) {
                    given.add(new Parameter(
                            String.valueOf(YamlNodes.text(tuple.getKeyNode())),
                            tuple.getKeyNode(),
                            value.getValue(),
                            false));
                }
            }
        }
        return given;
    }

    /** The same address with its placeholders filled in. */
    public EndpointCall with(String filled) {
        return new EndpointCall(step, at, filled, parameters);
    }
}
