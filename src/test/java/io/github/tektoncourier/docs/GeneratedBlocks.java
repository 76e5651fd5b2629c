package io.github.tektoncourier.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.schema.Pretty;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What in docs/events.md is made and not typed: it stands between two comments that name it. */
final class GeneratedBlocks {

    private static final List<String> OF_THE_MOMENT =
            List.of("outcome", "reason", "attempt", "step", "exitcode", "partial");
    private static final String END = "<!-- end -->\n";

    private String document;

    GeneratedBlocks(String document) {
        this.document = document;
    }

    /** The document with everything in it as it must be. */
    String document() {
        return document;
    }

    GeneratedBlocks json(String name, JsonNode json) {
        return block(name, "```json\n" + Pretty.text(json) + "```\n");
    }

    /** Types and times of these events. */
    GeneratedBlocks life(String name, List<ObjectNode> events) {
        return block(
                name,
                events.stream()
                        .map(event -> event.path("type").asText() + "  "
                                + event.path("time").asText())
                        .collect(Collectors.joining("\n", "```text\n", "\n```\n")));
    }

    /** What one event of each type says of its moment. */
    GeneratedBlocks table(String name, Map<String, ObjectNode> byType) {
        return block(
                name,
                "| type, with one event | `id` behind the UID | says of its moment | schema |\n|---|---|---|---|\n"
                        + byType.entrySet().stream()
                                .map(e -> row(e.getKey(), e.getValue()))
                                .collect(Collectors.joining()));
    }

    private GeneratedBlocks block(String name, String content) {
        String begin = "<!-- " + name + ": written by EventExamplesTest -->\n";
        int from = document.indexOf(begin) + begin.length();
        int to = document.indexOf(END, from);
        if (from < begin.length() || to < 0) {
            throw new AssertionError("docs/events.md has no place for what is made: " + begin + END);
        }
        document = document.substring(0, from) + content + document.substring(to);
        return this;
    }

    private static String row(String type, ObjectNode event) {
        String id = event.path("id").asText();
        return "| [`%s`](events/%s.json) | `%s` |%s | [schema](schemas/%s.json) |\n"
                .formatted(type, type, id.substring(id.indexOf('/')), moment(type, event), type);
    }

    private static String moment(String type, ObjectNode event) {
        String skipped = type.contains(".taskskipped.")
                ? " `pipelinetask: " + event.path("pipelinetask").asText() + "`"
                : "";
        return skipped
                + OF_THE_MOMENT.stream()
                        .filter(event::has)
                        .map(name -> " `" + name + ": " + event.path(name).asText() + "`")
                        .collect(Collectors.joining());
    }
}
