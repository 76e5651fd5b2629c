package io.github.tektoncourier.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.tektoncourier.demo.kube.ApiResource;
import io.github.tektoncourier.demo.kube.Client;
import io.github.tektoncourier.demo.kube.ClusterSettings;
import io.github.tektoncourier.demo.kube.EmbeddedCluster;
import io.github.tektoncourier.demo.kube.Fault;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The benchmark's load is real objects, all of them reach the watcher, and the sink counts right. */
class LoadTest {

    @Test
    void every_transition_reaches_the_watcher_as_a_whole_run_of_the_wanted_size() throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.start(0)) {
            LoadWorld world = new LoadWorld(cluster, 20, 9_000);
            Client client = new Client(cluster.url());
            long from = cluster.revision();

            world.play(80);
            List<JsonNode> events = client.watch(ApiResource.TASK_RUNS.path() + "?resourceVersion=" + from, 80);

            assertThat(events).hasSize(80).allSatisfy(e -> {
                assertThat(e.path("type").asText()).isEqualTo("MODIFIED");
                assertThat(e.toString().length()).isBetween(8_500, 9_500);
            });
            assertThat(reasons(events)).containsExactlyInAnyOrder("Pending", "Running", "Succeeded");
            assertThat(events.get(79).at("/object/status/completionTime").asText())
                    .isNotEmpty();
        }
    }

    @Test
    void a_second_life_follows_the_first_under_new_names() throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.start(0)) {
            LoadWorld world = new LoadWorld(cluster, 5, 2_000);

            world.play(25);

            JsonNode items = new Client(cluster.url())
                    .get(ApiResource.TASK_RUNS.path())
                    .json()
                    .path("items");
            assertThat(items)
                    .hasSize(5)
                    .allSatisfy(i -> assertThat(i.at("/metadata/name").asText()).startsWith("run-2-"));
        }
    }

    @Test
    void another_process_starts_the_play_and_asks_how_far_it_is() throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.start(0)) {
            LoadWorld world = new LoadWorld(cluster, 5, 2_000);
            assertThat(world).isNotNull();
            Client client = new Client(cluster.url());

            client.send("POST", "/_play", "{\"transitions\":15}");

            await().until(() -> client.get("/_play").json().path("done").asBoolean());
            assertThat(client.get("/_play").json().path("played").asInt()).isEqualTo(15);
        }
    }

    @Test
    void the_sink_counts_posts_and_distinct_ids() throws Exception {
        try (CountingSink sink = CountingSink.start(0)) {
            PostLoop.main(
                    new String[] {"--url", sink.url() + "/e", "--count", "50", "--rounds", "1", "--in-flight", "4"});

            JsonNode count = new Client(sink.url()).get("/count").json();

            assertThat(count.path("count").asInt()).isEqualTo(50);
            assertThat(count.path("unique").asInt()).isEqualTo(50);
            assertThat(count.path("bytes").asLong()).isGreaterThan(50 * 8_000L);
        }
    }

    @Test
    void a_slow_reader_that_falls_out_of_history_is_told_410() throws Exception {
        try (EmbeddedCluster cluster =
                        EmbeddedCluster.start(ClusterSettings.onPort(0).withHistoryBytes(200_000));
                Client.Watch watch = new Client(cluster.url()).open(ApiResource.TASK_RUNS.path())) {
            LoadBody body = new LoadBody(9_000);
            cluster.faults().add(Fault.stall(ApiResource.TASK_RUNS.path()));
            IntStream.range(0, 500).forEach(i -> cluster.put(body.draft("load", "run-" + i, "uid-" + i, 0)));
            cluster.faults().lift();

            List<JsonNode> events = watch.next(501);

            assertThat(events.get(events.size() - 1).at("/object/code").asInt()).isEqualTo(410);
        }
    }

    private static Set<String> reasons(List<JsonNode> events) {
        return events.stream()
                .map(e -> e.at("/object/status/conditions/0/reason").asText())
                .collect(Collectors.toSet());
    }
}
