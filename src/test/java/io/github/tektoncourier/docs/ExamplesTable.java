package io.github.tektoncourier.docs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The table in docs/events.md that shows what one event of each type says of its moment. */
final class ExamplesTable {

    private static final List<String> OF_THE_MOMENT =
            List.of("outcome", "reason", "attempt", "step", "exitcode", "partial");
    private static final String BEGIN = "<!-- examples: written by EventExamplesTest -->\n";
    private static final String END = "<!-- end of examples -->";

    private ExamplesTable() {}

    /** The document with its table as it must be. */
    static String in(String document, Map<String, ObjectNode> byType) {
        int begin = document.indexOf(BEGIN) + BEGIN.length();
        int end = document.indexOf(END);
        if (end < begin) {
            throw new AssertionError("docs/events.md has no place for the table of examples: " + BEGIN + END);
        }
        return document.substring(0, begin) + table(byType) + document.substring(end);
    }

    private static String table(Map<String, ObjectNode> byType) {
        return "| type, with one event | `id` behind the UID | says of its moment | schema |\n|---|---|---|---|\n"
                + byType.entrySet().stream()
                        .map(e -> row(e.getKey(), e.getValue()))
                        .collect(Collectors.joining());
    }

    private static String row(String type, ObjectNode event) {
        String id = event.path("id").asText();
        return "| [`%s`](events/%s.json) | `%s` |%s | [schema](schemas/%s.json) |\n"
                .formatted(type, type, id.substring(id.indexOf('/')), moment(type, event), type);
    }

    private static String moment(String type, ObjectNode event) {
        String skipped = type.contains(".taskskipped.")
                ? "`pipelinetask: " + event.path("pipelinetask").asText() + "` "
                : "";
        return (" " + skipped
                        + OF_THE_MOMENT.stream()
                                .filter(event::has)
                                .map(name ->
                                        "`" + name + ": " + event.path(name).asText() + "`")
                                .collect(Collectors.joining(" ")))
                .stripTrailing();
    }
}
