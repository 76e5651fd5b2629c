package io.github.tektoncourier.cloudevent.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.github.tektoncourier.schema.EventSchemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CdEventsTest {

    private static final Clock NOW = Clock.fixed(Instant.parse("2026-11-23T04:00:00Z"), ZoneOffset.UTC);

    private final Format format = new CdEvents(new RunLinks(null, "https://10.0.0.1:6443/"), NOW);

    @ParameterizedTest
    @CsvSource({
        "taskrun, successful, success, success",
        "taskrun, failed, failure, failure",
        "taskrun, failed, timeout, failure",
        "taskrun, failed, cancelled, cancel",
        "taskrun, failed, error, error",
        "customrun, failed, cancelled, cancel",
        "pipelinerun, successful, success, success",
        "pipelinerun, failed, timeout, failure",
        "pipelinerun, failed, '', ''",
    })
    void an_end_is_finished_with_the_outcome_in_cdevents_words(String kind, String end, String ours, String theirs)
            throws IOException {
        EventMessage event = event("dev.tekton.event." + kind + "." + end + ".v1", ours);

        JsonNode cdEvent = valid(format.format(event).orElseThrow());

        assertThat(cdEvent.at("/context/type").asText())
                .isEqualTo("dev.cdevents." + (kind.equals("pipelinerun") ? kind : "taskrun") + ".finished.0.3.0");
        assertThat(cdEvent.at("/subject/content/outcome").asText()).isEqualTo(theirs);
        assertThat(cdEvent.at("/subject/content/errors").asText())
                .isEqualTo(end.equals("failed") ? "it \"broke\"\nhere" : "");
    }

    @ParameterizedTest
    @CsvSource({
        "dev.tekton.event.pipelinerun.queued.v1, dev.cdevents.pipelinerun.queued.0.3.0",
        "dev.tekton.event.pipelinerun.started.v1, dev.cdevents.pipelinerun.started.0.3.0",
        "dev.tekton.event.taskrun.started.v1, dev.cdevents.taskrun.started.0.3.0",
        "dev.tekton.event.customrun.started.v1, dev.cdevents.taskrun.started.0.3.0",
    })
    void a_begin_has_no_outcome(String ours, String theirs) throws IOException {
        JsonNode cdEvent = valid(format.format(event(ours, "")).orElseThrow());

        assertThat(cdEvent.at("/context/type").asText()).isEqualTo(theirs);
        assertThat(cdEvent.at("/subject/content").has("outcome")).isFalse();
        assertThat(cdEvent.at("/subject/content").has("errors")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"pipelineRef\":{\"name\":\"release\"}}', release-, release",
        "'{\"pipelineSpec\":{}}', nightly-, nightly",
        "'{\"pipelineSpec\":{}}', '', build",
    })
    void a_pipeline_has_a_name_before_tekton_labels_it(String spec, String generateName, String name)
            throws IOException {
        EventMessage event = event("dev.tekton.event.pipelinerun.started.v1", "");
        ObjectNode data = (ObjectNode) Told.data(event);
        ((ObjectNode) data.path("pipelineRun")).set("spec", Told.JSON.readTree(spec));
        ((ObjectNode) data.at("/pipelineRun/metadata")).put("generateName", generateName);

        JsonNode cdEvent = valid(format.format(new EventMessage(event.attributes(), Told.JSON.writeValueAsBytes(data)))
                .orElseThrow());

        assertThat(cdEvent.at("/subject/content/pipelineName").asText()).isEqualTo(name);
    }

    @Test
    void what_has_no_cdevent_is_filtered() throws IOException {
        for (String type : List.of(
                "dev.tekton.event.taskrun.queued.v1",
                "dev.tekton.event.taskrun.running.v1",
                "dev.tekton.event.pipelinerun.running.v1",
                "dev.tekton.event.pipelinerun.unknown.v1",
                "dev.tekton.event.customrun.running.v1",
                "io.github.tektoncourier.taskrun.stepfinished.v1",
                "io.github.tektoncourier.pipelinerun.kubernetesevent.v1")) {
            assertThat(format.format(event(type, ""))).as(type).isEmpty();
        }
    }

    @Test
    void all_that_the_run_says_is_where_cdevents_has_it() throws IOException {
        EventMessage event = event("dev.tekton.event.taskrun.failed.v1", "failure")
                .with("cluster", "prod eu")
                .with("partitionkey", "p-uid")
                .with("pipelinerun", "release-7")
                .with("pipelinetask", "unit-tests")
                .with("task", "maven");

        EventMessage out = format.format(event).orElseThrow();

        assertThat(valid(out))
                .isEqualTo(
                        Told.JSON.readTree(
                                """
                        {"context":{"specversion":"0.5.1","id":"u1/failed","source":"/clusters/prod%20eu/apis/tekton.dev",
                          "type":"dev.cdevents.taskrun.finished.0.3.0","timestamp":"2026-11-22T12:29:03Z","chainId":"p-uid"},
                         "subject":{"id":"shop/build","content":{"taskName":"maven","pipelineRun":{"id":"shop/release-7"},
                          "uri":"https://10.0.0.1:6443/apis/tekton.dev/v1/namespaces/shop/taskruns/build",
                          "outcome":"failure","errors":"it \\"broke\\"\\nhere"}}}
                        """));
    }

    @Test
    void the_binding_repeats_the_context_in_the_attributes() throws IOException {
        EventMessage out = format.format(event("dev.tekton.event.pipelinerun.started.v1", ""))
                .orElseThrow();

        assertThat(out.attributes())
                .isEqualTo(Map.of(
                        "specversion", "1.0",
                        "id", "u1/failed",
                        "source", "/apis/tekton.dev",
                        "type", "dev.cdevents.pipelinerun.started.0.3.0",
                        "subject", "shop/build",
                        "time", "2026-11-22T12:29:03Z",
                        "datacontenttype", "application/json"));
    }

    @Test
    void the_run_url_wins_and_hostile_names_mean_nothing_in_it() throws IOException {
        Format linked = new CdEvents(
                new RunLinks("https://dash.example.com/#/{namespace}/{resource}/{name}", "https://api"), NOW);
        EventMessage event = event("dev.tekton.event.taskrun.failed.v1", "failure");
        ObjectNode data = (ObjectNode) Told.data(event);
        ((ObjectNode) data.at("/taskRun/metadata")).put("name", "a/../{name}?x=\u0000\"<ü>");
        EventMessage hostile = new EventMessage(event.attributes(), Told.JSON.writeValueAsBytes(data));

        JsonNode cdEvent = valid(linked.format(hostile).orElseThrow());

        assertThat(cdEvent.at("/subject/content/uri").asText())
                .isEqualTo("https://dash.example.com/#/shop/taskruns/a%2F..%2F%7Bname%7D%3Fx%3D%00%22%3C%C3%BC%3E");
    }

    @Test
    void a_template_that_makes_no_url_gives_way_to_the_api_servers() throws IOException {
        Format linked = new CdEvents(new RunLinks("https://dash example/{name}", null), NOW);

        JsonNode cdEvent = valid(
                linked.format(event("dev.tekton.event.taskrun.started.v1", "")).orElseThrow());

        assertThat(cdEvent.at("/subject/content/uri").asText())
                .isEqualTo("https://kubernetes.default.svc/apis/tekton.dev/v1/namespaces/shop/taskruns/build");
    }

    @Test
    void a_file_without_any_time_is_told_at_the_time_of_looking() throws IOException {
        JsonNode run = Told.JSON.readTree("{\"kind\":\"PipelineRun\",\"metadata\":{\"name\":\"p\"}}");

        List<EventMessage> events = Told.in(format, run);

        assertThat(events).singleElement().satisfies(event -> assertThat(event.get("time"))
                .isEqualTo("2026-11-23T04:00:00Z"));
    }

    @Test
    void an_event_without_a_run_is_refused_and_not_dropped() {
        EventMessage event = new EventMessage(
                Map.of("id", "u/failed", "type", "dev.tekton.event.taskrun.failed.v1"), "{}".getBytes(UTF_8));

        assertThatThrownBy(() -> format.format(event)).isInstanceOf(FormatException.class);
    }

    /** Every run that the recordings hold. */
    @Test
    void every_recorded_run_gives_valid_cdevents() throws IOException {
        Optional<Path> whole = Told.shared("tekton-cases.json");
        JsonNode cases = whole.isPresent()
                ? Told.JSON.readTree(whole.get().toFile())
                : Told.JSON.readTree(getClass().getResource("/moments/tekton-cases.json"));
        int finished = 0;
        for (JsonNode row : cases) {
            if (row.path("run").isObject()) {
                for (EventMessage event : Told.in(format, row.path("run"))) {
                    finished += valid(event).at("/context/type").asText().contains("finished") ? 1 : 0;
                }
            }
        }
        assertThat(finished).isGreaterThan(30);
    }

    private static EventMessage event(String type, String outcome) throws IOException {
        String key = type.split("\\.")[3];
        String root = key.equals("pipelinerun") ? "pipelineRun" : key.equals("customrun") ? "customRun" : "taskRun";
        if (!type.startsWith("dev.")) {
            root = "taskRun";
        }
        String kind = Character.toUpperCase(root.charAt(0)) + root.substring(1);
        String status = type.contains("successful") ? "True" : "False";
        Map<String, String> attributes = new HashMap<>(Map.of(
                "specversion", "1.0",
                "id", "u1/failed",
                "source", "/apis/tekton.dev/v1/namespaces/shop/taskruns/build",
                "type", type,
                "subject", "build",
                "time", "2026-11-22T12:29:03Z",
                "namespace", "shop",
                "partitionkey", "u1"));
        if (!outcome.isEmpty()) {
            attributes.put("outcome", outcome);
        }
        JsonNode data = Told.JSON.readTree("{\"" + root + "\":{\"kind\":\"" + kind
                + "\",\"metadata\":{\"name\":\"build\",\"namespace\":\"shop\"},\"status\":{\"conditions\":[{\"type\":\"Ready\"},"
                + "{\"type\":\"Succeeded\",\"status\":\"" + status + "\",\"message\":\"it \\\"broke\\\"\\nhere\"}]}}}");
        return new EventMessage(attributes, Told.JSON.writeValueAsBytes(data));
    }

    /** By the specification's own schemas where they are at hand, and by ours in any case. */
    private static JsonNode valid(EventMessage event) throws IOException {
        EventSchemas.check(event.attributes(), event.data());
        JsonNode cdEvent = Told.data(event);
        Optional<Path> folder = Told.shared("cdevents-0.5.1/schemas");
        if (folder.isPresent()) {
            String name = event.get("type").split("\\.")[2] + event.get("type").split("\\.")[3];
            assertThat(schema(folder.get(), name).validate(cdEvent.toString(), InputFormat.JSON))
                    .isEmpty();
        }
        return cdEvent;
    }

    private static JsonSchema schema(Path folder, String name) throws IOException {
        Map<String, String> byId = new HashMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file);
                byId.put(Told.JSON.readTree(text).path("$id").asText(), text);
            }
        }
        String id = Told.JSON
                .readTree(folder.resolve(name + ".json").toFile())
                .path("$id")
                .asText();
        JsonSchemaFactory factory = JsonSchemaFactory.getInstance(
                VersionFlag.V202012, builder -> builder.schemaLoaders(loaders -> loaders.schemas(byId)));
        return factory.getSchema(
                SchemaLocation.of(id),
                SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
    }
}
