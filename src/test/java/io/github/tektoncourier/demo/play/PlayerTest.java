package io.github.tektoncourier.demo.play;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.tektoncourier.demo.kube.ApiResource;
import io.github.tektoncourier.demo.kube.Client;
import io.github.tektoncourier.demo.kube.EmbeddedCluster;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The recordings become lives in the cluster, each in its own order. */
class PlayerTest {

    @Test
    void every_life_goes_through_its_states_in_order() throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.start(0)) {
            new Player(cluster, 40).play();

            Map<String, List<String>> states = states(cluster);
            for (JsonNode expected : table()) {
                List<String> words = new ArrayList<>();
                expected.path("states").forEach(s -> words.add(s.asText()));
                assertThat(states)
                        .containsEntry(
                                expected.path("kind").asText() + " "
                                        + expected.path("object").asText(),
                                words);
            }
        }
    }

    @Test
    void the_first_run_is_there_at_once() {
        try (EmbeddedCluster cluster = EmbeddedCluster.start(0)) {
            Instant before = Instant.now();

            new Player(cluster, 1).loop(() -> cluster.revision() > 5);

            assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(2));
        }
    }

    @Test
    void children_belong_to_their_pipeline_run_and_it_names_them() throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.start(0)) {
            new Player(cluster, 100).play();
            Client client = new Client(cluster.url());

            JsonNode parent = find(client, ApiResource.PIPELINE_RUNS, "build-api");
            JsonNode child = find(
                    client, ApiResource.TASK_RUNS, parent.at("/metadata/name").asText() + "-integration");

            assertThat(child.at("/metadata/ownerReferences/0/uid")).isEqualTo(parent.at("/metadata/uid"));
            assertThat(child.at("/metadata/labels/tekton.dev~1pipelineRunUID")).isEqualTo(parent.at("/metadata/uid"));
            assertThat(parent.at("/status/childReferences")).hasSize(2);
            assertThat(parent.at("/status/skippedTasks/0/name").asText()).isEqualTo("publish");
            assertThat(child.at("/status/steps/0/terminated/exitCode").asInt()).isEqualTo(1);
            assertThat(parent.toString()).doesNotContain("{name:", "{now}", "{uid:", "{at:");
        }
    }

    @Test
    void an_event_that_repeats_counts_up_and_tektons_own_sending_is_recorded_too() throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.start(0)) {
            new Player(cluster, 100).play();

            List<JsonNode> events = new ArrayList<>();
            new Client(cluster.url()).get("/api/v1/events").json().path("items").forEach(events::add);

            assertThat(events)
                    .filteredOn(e -> e.at("/involvedObject/name").asText().startsWith("smoke-test")
                            && e.path("reason").asText().equals("Running"))
                    .singleElement()
                    .satisfies(e -> assertThat(e.path("count").asInt()).isEqualTo(2));
            assertThat(events).anyMatch(e -> e.path("reason").asText().equals("CloudEventSent"));
            assertThat(events)
                    .noneMatch(e -> e.path("reportingComponent").asText().equals("CustomRun"));
        }
    }

    @Test
    void played_again_and_again_the_cluster_holds_no_more_than_the_last_round() throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.start(0)) {
            AtomicInteger asked = new AtomicInteger();
            long cues = Recording.shipped().stream()
                    .mapToLong(r -> r.steps().size())
                    .sum();

            new Player(cluster, 400).loop(() -> asked.incrementAndGet() > 3 * (cues + 1));

            JsonNode runs = new Client(cluster.url())
                    .get(ApiResource.PIPELINE_RUNS.path())
                    .json();
            JsonNode events =
                    new Client(cluster.url()).get(ApiResource.EVENTS.path()).json();
            assertThat(runs.path("items")).hasSize(3);
            assertThat(events.path("items").size()).isBetween(20, 80);
        }
    }

    @Test
    void the_whole_play_takes_about_ten_seconds() {
        long longest = Recording.shipped().stream()
                .mapToLong(r -> r.start()
                        + r.steps().stream().mapToLong(Recording.Step::at).max().orElse(0))
                .max()
                .orElse(0);

        assertThat(longest).isBetween(8_000L, 11_000L);
    }

    @Test
    void a_speed_of_nothing_is_refused() {
        try (EmbeddedCluster cluster = EmbeddedCluster.start(0)) {
            assertThatThrownBy(() -> new Player(cluster, 0, List.of(), Clock.systemUTC()))
                    .hasMessageContaining("speed must be above 0");
        }
    }

    private static JsonNode find(Client client, ApiResource resource, String prefix) throws Exception {
        for (JsonNode item : client.get(resource.path()).json().path("items")) {
            if (item.at("/metadata/name").asText().startsWith(prefix)) {
                return item;
            }
        }
        throw new AssertionError("no " + prefix);
    }

    /** Distinct neighbouring (status, reason) per object, read back from the cluster's history. */
    private static Map<String, List<String>> states(EmbeddedCluster cluster) throws Exception {
        Map<String, List<String>> states = new LinkedHashMap<>();
        for (ApiResource resource :
                List.of(ApiResource.TASK_RUNS, ApiResource.PIPELINE_RUNS, ApiResource.CUSTOM_RUNS)) {
            for (JsonNode event :
                    new Client(cluster.url()).watch(resource.path() + "?resourceVersion=1&timeoutSeconds=1", 999)) {
                JsonNode object = event.path("object");
                String name =
                        object.at("/metadata/name").asText().replaceAll("-[bcdfghjklmnpqrstvwxz2456789]{5}(?=-|$)", "");
                JsonNode condition = object.at("/status/conditions/0");
                List<String> known = states.computeIfAbsent(resource.kind() + " " + name, k -> new ArrayList<>());
                String state = condition.path("status").asText() + " "
                        + condition.path("reason").asText();
                if (!condition.isMissingNode()
                        && (known.isEmpty() || !known.get(known.size() - 1).equals(state))) {
                    known.add(state);
                }
            }
        }
        return states;
    }

    private static JsonNode table() throws Exception {
        try (InputStream in = PlayerTest.class.getResourceAsStream("/demo/lives.yaml")) {
            return YAMLMapper.builder().build().readTree(in);
        }
    }
}
