package io.github.tektoncourier.routes.check.file;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.StreamDataWriter;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads and changes a sink file as YAML nodes, which know their lines. */
public final class YamlNodes {

    /** Each may double what has to be walked through. */
    private static final int MOST_ALIASES = 16;

    private YamlNodes() {}

    /**
     * The nodes of a file; empty where it has no document.
     *
     * @throws org.snakeyaml.engine.v2.exceptions.YamlEngineException when it is no YAML
     */
    public static Optional<Node> read(RouteFile file) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file.name())
                .setMaxAliasesForCollections(MOST_ALIASES)
                .setAllowNonScalarKeys(true) // a placeholder without quotes is one, and is named where it stands
                .build();
        return new Compose(settings).composeString(file.content());
    }

    /** The YAML text of the nodes. Lines are not those of the file that they were read from. */
    public static String write(Node root) {
        DumpSettings settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setSplitLines(false)
                .setMaxSimpleKeyLength(1024)
                .build();
        StringBuilder text = new StringBuilder();
        new Dump(settings).dumpNode(root, new StreamDataWriter() {
            @Override
            public void write(String part) {
                text.append(part);
            }

            @Override
            public void write(String part, int offset, int length) {
                text.append(part, offset, offset + length);
            }
        });
        return text.toString();
    }

    /** From 1; 0 where the node does not know. */
    public static int line(@Nullable Node node) {
        return node == null
                ? 1
                : node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }

    public static @Nullable Node child(@Nullable Node node, String key) {
        if (node instanceof MappingNode map) {
            for (NodeTuple tuple : map.getValue()) {
                if (key.equals(text(tuple.getKeyNode()))) {
                    return tuple.getValueNode();
                }
            }
        }
        return null;
    }

    /** The text of a scalar, whatever its type; null for anything else. */
    public static @Nullable String text(@Nullable Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : null;
    }

    /** Whether a text begins on the line behind its key. */
    public static boolean literal(@Nullable Node node) {
        return node instanceof ScalarNode scalar
                && (scalar.getScalarStyle() == ScalarStyle.LITERAL || scalar.getScalarStyle() == ScalarStyle.FOLDED);
    }

    /** Whether it is YAML's null, which sets nothing. */
    public static boolean unset(Node node) {
        return node instanceof ScalarNode && node.getTag().equals(Tag.NULL);
    }

    public static MappingNode mapping(MappingNode like, List<NodeTuple> tuples) {
        return new MappingNode(
                like.getTag(), true, tuples, like.getFlowStyle(), like.getStartMark(), like.getEndMark());
    }

    /** A new one, in the place of another node. */
    public static MappingNode newMapping(Node like, List<NodeTuple> tuples) {
        return new MappingNode(Tag.MAP, true, tuples, FlowStyle.BLOCK, like.getStartMark(), like.getEndMark());
    }

    public static SequenceNode sequence(SequenceNode like, List<Node> nodes) {
        return new SequenceNode(
                like.getTag(), true, nodes, like.getFlowStyle(), like.getStartMark(), like.getEndMark());
    }

    public static ScalarNode scalar(Node like, String text) {
        return new ScalarNode(Tag.STR, true, text, ScalarStyle.DOUBLE_QUOTED, like.getStartMark(), like.getEndMark());
    }
}
