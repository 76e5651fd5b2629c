package io.github.tektoncourier.kamelet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.cloudevent.HeaderNames;
import io.github.tektoncourier.filter.Globs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The events of recorded runs, as docs/events has them, and what a hostile run makes of them. */
final class ExampleEvents {

    static final ObjectMapper JSON = new ObjectMapper();

    /** Quotes, line ends, what is syntax in JSON, jq, Camel, Markdown and HTML, and characters beyond the first plane. */
    static final String HOSTILE =
            "\"';\\\n\r\t{{github.token}} }} ${env:PATH} \\(env) <a href=x>@everyone</a> **[b](http://c)** \u0000\uD83D\uDE00";

    /** An event in a route. */
    record Event(Map<String, Object> headers, ObjectNode data) {

        byte[] body() {
            try {
                return JSON.writeValueAsBytes(data);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String attribute(String name) {
            return String.valueOf(headers.getOrDefault(HeaderNames.of(name), ""));
        }

        /** The same of a run that ended with this message. */
        Event saying(String message) {
            Event copy = new Event(headers, data.deepCopy());
            JsonNode condition = copy.run().at("/status/conditions/0");
            if (condition instanceof ObjectNode object) {
                object.put("message", message);
            }
            return copy;
        }

        /** The same of a run with one more param. */
        Event param(String name, String value) {
            Event copy = new Event(headers, data.deepCopy());
            ((ArrayNode) ((ObjectNode) copy.run()).withObject("/spec").withArray("params"))
                    .insertObject(0)
                    .put("name", name)
                    .put("value", value);
            return copy;
        }

        private JsonNode run() {
            return Stream.of("taskRun", "pipelineRun", "customRun")
                    .map(data::path)
                    .filter(JsonNode::isObject)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private ExampleEvents() {}

    /** Those that a subscription with these parameters gets. */
    static List<Event> of(JsonNode parameters) throws IOException {
        Globs types = Globs.of(parameters.path("types").asText("dev.tekton.event.*"));
        Globs kinds = Globs.of(parameters.path("kinds").asText(""));
        Globs outcomes = Globs.ofPresent(parameters.path("outcomes").asText(""));
        return all().stream()
                .filter(event -> types.matches(event.attribute("type")))
                .filter(event -> kinds.matches(event.attribute("kind")))
                .filter(event -> outcomes.matches(event.attribute("outcome")))
                .toList();
    }

    private static List<Event> all() throws IOException {
        List<Event> events = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("docs/events"))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                ObjectNode event = (ObjectNode) JSON.readTree(file.toFile());
                ObjectNode data = (ObjectNode) event.remove("data");
                Map<String, Object> headers = new LinkedHashMap<>();
                event.properties()
                        .forEach(attribute -> headers.put(
                                HeaderNames.of(attribute.getKey()),
                                attribute.getValue().asText()));
                events.add(new Event(headers, data));
            }
        }
        return events;
    }
}
