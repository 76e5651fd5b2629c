package io.github.tektoncourier.demo.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The embedded cluster answers as a real API server does, seen on the wire. */
class EmbeddedClusterTest {
    private static final String RUNS = "/apis/tekton.dev/v1/taskruns";
    private static final String CI_RUNS = "/apis/tekton.dev/v1/namespaces/ci/taskruns";

    private EmbeddedCluster cluster;
    private Client client;

    @BeforeEach
    void start() {
        cluster = EmbeddedCluster.start(ClusterSettings.onPort(0).withBookmarkEvery(Duration.ofMillis(150)));
        client = new Client(cluster.url());
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void all_pages_of_a_list_show_the_moment_of_the_first() throws Exception {
        for (int i = 0; i < 10; i++) {
            put("ci", "run-" + i, "first");
        }
        JsonNode first = client.get(RUNS + "?limit=4").json();
        cluster.delete(ApiResource.TASK_RUNS, "ci", "run-5");
        put("ci", "run-6", "second");
        put("ci", "run-9z", "new");

        List<JsonNode> items = new ArrayList<>();
        first.path("items").forEach(items::add);
        String next = first.at("/metadata/continue").asText();
        while (!next.isEmpty()) {
            JsonNode page = client.get(RUNS + "?limit=4&continue=" + next).json();
            assertThat(revision(page)).isEqualTo(revision(first));
            page.path("items").forEach(items::add);
            next = page.at("/metadata/continue").asText();
        }

        assertThat(first.at("/metadata/remainingItemCount").asInt()).isEqualTo(6);
        assertThat(names(items))
                .containsExactly(
                        "run-0", "run-1", "run-2", "run-3", "run-4", "run-5", "run-6", "run-7", "run-8", "run-9");
        assertThat(items).allSatisfy(i -> assertThat(word(i)).isEqualTo("first"));
    }

    @Test
    void a_watch_from_a_lists_version_gives_exactly_the_later_changes_in_order() throws Exception {
        put("ci", "old", "a");
        long from = revision(client.get(RUNS).json());
        put("ci", "one", "b");
        put("ci", "old", "c");
        cluster.delete(ApiResource.TASK_RUNS, "ci", "one");

        List<JsonNode> events = client.watch(RUNS + "?resourceVersion=" + from, 3);

        assertThat(events)
                .extracting(EmbeddedClusterTest::told)
                .containsExactly("ADDED one b", "MODIFIED old c", "DELETED one b");
        assertThat(events).extracting(e -> revision(e.path("object"))).containsExactly(from + 1, from + 2, from + 3);
    }

    @Test
    void a_watch_without_a_version_begins_with_what_is_there() throws Exception {
        put("ci", "one", "a");
        put("production", "two", "b");

        List<JsonNode> all = client.watch(RUNS, 2);
        List<JsonNode> one = client.watch(CI_RUNS + "?resourceVersion=0&timeoutSeconds=1", 2);

        assertThat(all).extracting(EmbeddedClusterTest::told).containsExactly("ADDED one a", "ADDED two b");
        assertThat(one).extracting(EmbeddedClusterTest::told).containsExactly("ADDED one a");
    }

    @Test
    void a_watch_from_before_the_compaction_ends_with_410() throws Exception {
        put("ci", "one", "a");
        long old = cluster.revision();
        put("ci", "one", "b");
        cluster.compact();

        List<JsonNode> stale = client.watch(RUNS + "?resourceVersion=" + old, 5);
        List<JsonNode> fresh = client.watch(RUNS + "?timeoutSeconds=1&resourceVersion=" + cluster.revision(), 5);

        assertThat(stale).hasSize(1);
        assertThat(told(stale.get(0))).startsWith("ERROR");
        assertThat(stale.get(0).at("/object/code").asInt()).isEqualTo(410);
        assertThat(stale.get(0).at("/object/reason").asText()).isEqualTo("Expired");
        assertThat(fresh).isEmpty();
    }

    @Test
    void a_page_token_from_before_the_compaction_expires_with_a_token_to_go_on() throws Exception {
        for (int i = 0; i < 5; i++) {
            put("ci", "run-" + i, "a");
        }
        String next =
                client.get(RUNS + "?limit=2").json().at("/metadata/continue").asText();
        cluster.compact();

        Client.Reply expired = client.get(RUNS + "?limit=2&continue=" + next);
        JsonNode rest = client.get(RUNS + "?continue="
                        + expired.json().at("/metadata/continue").asText())
                .json();

        assertThat(expired.status()).isEqualTo(410);
        assertThat(expired.json().path("reason").asText()).isEqualTo("Expired");
        assertThat(names(rest.path("items"))).containsExactly("run-2", "run-3", "run-4");
    }

    @Test
    void bookmarks_come_to_those_who_asked_and_carry_the_whole_clusters_version() throws Exception {
        put("ci", "one", "a");
        long from = cluster.revision();
        cluster.skipRevisions(40);

        List<JsonNode> marks = client.watch(RUNS + "?allowWatchBookmarks=true&resourceVersion=" + from, 2);
        List<JsonNode> none = client.watch(RUNS + "?timeoutSeconds=1&resourceVersion=" + from, 1);

        assertThat(marks).extracting(e -> e.path("type").asText()).containsOnly("BOOKMARK");
        assertThat(revision(marks.get(0).path("object"))).isEqualTo(from + 40);
        assertThat(marks.get(0).at("/object/kind").asText()).isEqualTo("TaskRun");
        assertThat(none).isEmpty();
    }

    @Test
    void a_streaming_list_ends_with_its_own_bookmark() throws Exception {
        put("ci", "one", "a");

        List<JsonNode> events = client.watch(
                RUNS + "?sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan", 2);

        assertThat(told(events.get(0))).isEqualTo("ADDED one a");
        assertThat(events.get(1)
                        .at("/object/metadata/annotations/k8s.io~1initial-events-end")
                        .asText())
                .isEqualTo("true");
    }

    @Test
    void an_object_that_leaves_the_selection_is_deleted_for_the_watcher_with_its_old_content() throws Exception {
        long from = cluster.revision();
        labelled("one", "team=red");
        labelled("one", "team=blue");
        labelled("one", "team=red,level=2");

        List<JsonNode> events = client.watch(RUNS + "?labelSelector=team%3Dred&resourceVersion=" + from, 3);

        assertThat(events).extracting(e -> e.path("type").asText()).containsExactly("ADDED", "DELETED", "ADDED");
        assertThat(events.get(1).at("/object/metadata/labels/team").asText()).isEqualTo("red");
        assertThat(revision(events.get(1).path("object"))).isEqualTo(from + 2);
    }

    @Test
    void a_version_from_the_future_is_too_large() throws Exception {
        Client.Reply reply = client.get(RUNS + "?resourceVersion=999999");

        assertThat(reply.status()).isEqualTo(504);
        assertThat(reply.json().path("message").asText()).startsWith("Too large resource version: 999999, current: ");
    }

    @Test
    void a_stale_watch_of_core_events_can_end_at_once_with_200_as_the_real_ones_do() throws Exception {
        cluster.faults().staleEventsClose(true);
        cluster.compact();

        List<JsonNode> events = client.watch("/api/v1/events?resourceVersion=1", 1);

        assertThat(events).isEmpty();
    }

    @Test
    void what_is_not_served_is_answered_like_a_missing_crd() throws Exception {
        Client.Reply reply = client.get("/apis/tekton.dev/v9/taskruns");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.contentType()).startsWith("text/plain");
    }

    @Test
    void lists_of_built_in_types_leave_kind_out_and_lists_of_runs_do_not() throws Exception {
        put("ci", "one", "a");

        JsonNode namespace =
                client.get("/api/v1/namespaces").json().path("items").path(0);
        JsonNode run = client.get(RUNS).json().path("items").path(0);

        assertThat(namespace.has("kind")).isFalse();
        assertThat(run.path("kind").asText()).isEqualTo("TaskRun");
        assertThat(client.get("/api/v1/namespaces/kube-system")
                        .json()
                        .at("/metadata/uid")
                        .asText())
                .hasSize(36);
    }

    private void put(String namespace, String name, String word) {
        cluster.put(
                """
                {"apiVersion":"tekton.dev/v1","kind":"TaskRun","metadata":{"namespace":"%s","name":"%s"},"spec":{"word":"%s"}}
                """
                        .formatted(namespace, name, word));
    }

    private void labelled(String name, String labels) {
        String json = "{\"" + labels.replace("=", "\":\"").replace(",", "\",\"") + "\"}";
        cluster.put(
                """
                {"apiVersion":"tekton.dev/v1","kind":"TaskRun","metadata":{"namespace":"ci","name":"%s","labels":%s},"spec":{}}
                """
                        .formatted(name, json));
    }

    private static String told(JsonNode event) {
        JsonNode object = event.path("object");
        return event.path("type").asText() + " " + object.at("/metadata/name").asText() + " " + word(object);
    }

    private static String word(JsonNode object) {
        return object.at("/spec/word").asText();
    }

    private static long revision(JsonNode object) {
        return object.at("/metadata/resourceVersion").asLong();
    }

    private static List<String> names(Iterable<JsonNode> items) {
        List<String> names = new ArrayList<>();
        items.forEach(i -> names.add(i.at("/metadata/name").asText()));
        return names;
    }
}
