package io.github.tektoncourier.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.moment.TypesOfMoments;
import io.github.tektoncourier.schema.Committed;
import io.github.tektoncourier.schema.EventSchemas;
import io.github.tektoncourier.schema.Pretty;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The events shown in docs/events.md are made by the code that makes all others. */
class EventExamplesTest {

    private static final Document EVENTS = Document.read("docs/events.md");

    @Test
    void every_type_has_an_example_that_is_made_and_keeps_its_schema() throws IOException {
        Map<String, String> files = new TreeMap<>();
        EventExamples.byType().forEach((type, event) -> files.put(type + ".json", Pretty.text(event)));
        files.put("partial.json", Pretty.text(EventExamples.partial()));
        files.put("trimmed.json", Pretty.text(EventExamples.trimmed()));
        EventExamples.inTektonV1()
                .forEach((type, event) -> files.put("tektonv1/" + type + ".json", Pretty.text(event)));
        EventExamples.inCdEvents()
                .forEach((type, event) -> files.put("cdevents/" + type + ".json", Pretty.text(event)));

        Committed.holds(Path.of("docs/events"), files);

        assertThat(EventExamples.byType().keySet()).isEqualTo(TypesOfMoments.all());
        files.values().forEach(event -> EventSchemas.check(event.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void what_the_document_shows_is_made_and_not_typed() throws IOException {
        Map<String, ObjectNode> byType = EventExamples.byType();
        List<ObjectNode> life = EventExamples.life();
        ObjectNode event = byType.get("io.github.tektoncourier.taskrun.kubernetesevent.v1");

        String made = new GeneratedBlocks(EVENTS.text())
                .json("event", life.get(life.size() - 1))
                .life("life", life)
                .json("tektonv1", EventExamples.inTektonV1().get("dev.tekton.event.taskrun.queued.v1"))
                .json("cdevents", EventExamples.inCdEvents().get("dev.cdevents.pipelinerun.finished.0.3.0"))
                .table("examples", byType)
                .json("kubernetes-event", event.get("data"))
                .document();

        Committed.is(EVENTS.path(), made);
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
    void every_attribute_of_every_event_is_told_and_no_other() {
        Set<String> told = Document.rows(EVENTS.section("Attributes")).stream()
                .map(row -> row.get(0))
                .filter(name -> !name.equals("attribute") && !name.equals("extension"))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(told).isEqualTo(EventSchemas.attributes());
    }
}
