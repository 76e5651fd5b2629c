package io.github.tektoncourier.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudevents.CloudEvent;
import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.cloudevent.CloudEvents;
import io.github.tektoncourier.cloudevent.StructuredJson;
import io.github.tektoncourier.moment.Moments;
import io.github.tektoncourier.moment.TypesOfMoments;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.InMemoryKnown;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.RunReader;
import io.github.tektoncourier.run.Scope;
import io.github.tektoncourier.schema.Committed;
import io.github.tektoncourier.schema.EventSchemas;
import io.github.tektoncourier.schema.Pretty;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The events shown in docs/events.md are made by the code that makes all others. */
class EventExamplesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Document EVENTS = Document.read("docs/events.md");

    @Test
    void the_event_shown_is_the_one_that_is_made() throws IOException {
        CloudEvent failed = made().stream()
                .filter(event -> event.getType().endsWith(".failed.v1"))
                .findFirst()
                .orElseThrow();

        ObjectNode event = (ObjectNode) JSON.readTree(StructuredJson.encode(failed));
        event.put("sequence", "00000000000000000042"); // given by the journal

        assertThat(JSON.readTree(EVENTS.blocks("json").get(0).content()))
                .as(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(event))
                .isEqualTo(event);
    }

    @Test
    void what_the_run_proves_is_what_is_said() throws IOException {
        String said = EVENTS.blocks("text").get(0).content();

        assertThat(said.strip())
                .isEqualTo(made().stream()
                        .map(event -> event.getType() + "  " + event.getTime())
                        .collect(Collectors.joining("\n")));
    }

    @Test
    void every_type_has_an_example_that_is_made_and_keeps_its_schema() throws IOException {
        Map<String, ObjectNode> byType = EventExamples.byType();
        Map<String, String> files = new TreeMap<>();
        byType.forEach((type, event) -> files.put(type + ".json", Pretty.text(event)));
        files.put("partial.json", Pretty.text(EventExamples.partial()));

        Committed.holds(Path.of("docs/events"), files);
        Committed.is(EVENTS.path(), ExamplesTable.in(EVENTS.text(), byType));

        assertThat(byType.keySet()).isEqualTo(TypesOfMoments.all());
        files.values().forEach(event -> EventSchemas.check(event.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void every_type_that_can_happen_is_told_and_no_other() {
        Set<String> told = Stream.of("Tekton's own types", "Beyond Tekton")
                .flatMap(heading -> Document.rows(EVENTS.section(heading)).stream())
                .map(row -> row.get(0))
                .filter(cell -> cell.endsWith(".v1"))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(told).isEqualTo(TypesOfMoments.all());
    }

    @Test
    void every_attribute_of_the_event_is_told() throws IOException {
        Set<String> told = Document.rows(EVENTS.section("Attributes")).stream()
                .map(row -> row.get(0))
                .collect(Collectors.toSet());

        assertThat(made()).allSatisfy(event -> {
            assertThat(told).containsAll(event.getExtensionNames());
            assertThat(told).containsAll(without(event.getAttributeNames(), "specversion"));
        });
    }

    private static List<CloudEvent> made() throws IOException {
        byte[] bytes = Objects.requireNonNull(EventExamplesTest.class.getResourceAsStream("/docs/taskrun-failed.json"))
                .readAllBytes();
        Scope scope = new Scope("prod-eu", "taskruns", "", "");
        Change change = Change.ofRun(
                scope, Change.Type.MODIFIED, false, RunReader.read(RunKind.TASK_RUN, bytes, 0, bytes.length));
        return new CloudEvents("prod-eu", new InMemoryKnown())
                .cloudEvents(new Moments().moments(change)).entries().stream()
                        .map(Batch.Entry::event)
                        .filter(Objects::nonNull)
                        .toList();
    }

    private static Set<String> without(Set<String> names, String name) {
        Set<String> rest = new TreeSet<>(names);
        rest.remove(name);
        return rest;
    }
}
