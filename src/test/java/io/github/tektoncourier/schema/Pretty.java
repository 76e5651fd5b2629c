package io.github.tektoncourier.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes JSON as people would: on one line what fits there. */
public final class Pretty {

    private static final int WIDTH = 120;

    private Pretty() {}

    /** The tree with a line's end behind it. */
    public static String text(JsonNode json) {
        StringBuilder out = new StringBuilder();
        write(json, "", 0, out);
        return out.append('\n').toString();
    }

    private static void write(JsonNode node, String indent, int used, StringBuilder out) {
        String line = line(node);
        if (node.isValueNode()
                || node.isEmpty()
                || indent.length() + used + line.length() <= WIDTH && !indent.isEmpty()) {
            out.append(line);
            return;
        }
        String inner = indent + "  ";
        out.append(node.isObject() ? "{" : "[");
        String separator = "\n";
        for (Map.Entry<String, JsonNode> member : members(node)) {
            String key = node.isObject() ? TextNode.valueOf(member.getKey()) + ": " : "";
            out.append(separator).append(inner).append(key);
            write(member.getValue(), inner, key.length() + 1, out);
            separator = ",\n";
        }
        out.append('\n').append(indent).append(node.isObject() ? "}" : "]");
    }

    private static String line(JsonNode node) {
        if (node.isValueNode()) {
            return node.toString();
        }
        List<String> parts = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : members(node)) {
            String key = node.isObject() ? TextNode.valueOf(member.getKey()) + ": " : "";
            parts.add(key + line(member.getValue()));
        }
        String inside = String.join(", ", parts);
        return node.isObject() ? "{" + inside + "}" : "[" + inside + "]";
    }

    private static List<Map.Entry<String, JsonNode>> members(JsonNode node) {
        if (node.isObject()) {
            return List.copyOf(node.properties());
        }
        List<Map.Entry<String, JsonNode>> members = new ArrayList<>();
        node.forEach(item -> members.add(Map.entry("", item)));
        return members;
    }
}
