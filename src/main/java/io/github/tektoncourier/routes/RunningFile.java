package io.github.tektoncourier.routes;

import io.github.tektoncourier.routes.check.RouteFile;
import io.github.tektoncourier.routes.check.SinkRules;
import io.github.tektoncourier.routes.check.WrittenSteps;
import io.github.tektoncourier.routes.check.YamlNodes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A sink file whose routes run, and where its steps stand.
 *
 * @param file its name
 * @param routes ids
 * @param subscriptions as the journal knows them
 * @param steps as they are written
 * @param lines of steps in the file, by the first line below their names in what Camel was given
 */
public record RunningFile(
        String file, Set<String> routes, Set<String> subscriptions, WrittenSteps steps, Map<Integer, Integer> lines) {

    static RunningFile of(SinkFiles.Loaded loaded, SinkRules rules) {
        Map<Integer, Integer> lines = new HashMap<>();
        RouteFile given = new RouteFile(loaded.file().name(), loaded.given().content());
        YamlNodes.read(given)
                .ifPresent(root -> YamlNodes.read(loaded.file()).ifPresent(written -> pair(root, written, lines)));
        return new RunningFile(
                loaded.file().name(), loaded.routes(), loaded.subscriptions(), WrittenSteps.of(rules), lines);
    }

    /** The line of a step in the file, by the line that Camel knows of it: where what stands below its name begins, from 0. */
    public int line(int camel) {
        return lines.getOrDefault(camel + 1, camel + 1);
    }

    /** Both have the same shape, but for parameters that were left out. */
    private static void pair(Node given, Node written, Map<Integer, Integer> lines) {
        if (given instanceof SequenceNode list && written instanceof SequenceNode other) {
            List<Node> items = other.getValue();
            for (int i = 0; i < Math.min(items.size(), list.getValue().size()); i++) {
                pair(list.getValue().get(i), items.get(i), true, lines);
            }
        } else {
            pair(given, written, false, lines);
        }
    }

    private static void pair(Node given, Node written, boolean step, Map<Integer, Integer> lines) {
        if (given instanceof MappingNode map && written instanceof MappingNode other) {
            for (NodeTuple tuple : map.getValue()) {
                other.getValue().stream()
                        .filter(one -> String.valueOf(YamlNodes.text(one.getKeyNode()))
                                .equals(YamlNodes.text(tuple.getKeyNode())))
                        .findFirst()
                        .ifPresent(one -> {
                            if (step) {
                                lines.put(YamlNodes.line(tuple.getValueNode()), YamlNodes.line(one.getKeyNode()));
                            }
                            pair(tuple.getValueNode(), one.getValueNode(), lines);
                        });
            }
        }
    }
}
