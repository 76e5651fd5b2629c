package io.github.tektoncourier.demo.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A client that lists in pages and then watches from there knows everything, whatever goes on meanwhile. */
class ConsistencyTest {
    private static final String RUNS = "/apis/tekton.dev/v1/taskruns";
    private static final int WRITES = 4_000;

    @Test
    void a_paged_list_and_its_watch_lead_to_exactly_what_is_stored() throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.start(0)) {
            Thread writer = new Thread(() -> write(cluster, new Random(7)), "writer");
            writer.start();
            Client client = new Client(cluster.url());
            Map<String, String> known = new TreeMap<>();

            long revision = list(client, known);
            writer.join();
            follow(client, known, revision, cluster.revision());

            Map<String, String> stored = new TreeMap<>();
            list(client, stored);
            assertThat(known).isEqualTo(stored).isNotEmpty();
        }
    }

    private static long list(Client client, Map<String, String> into) throws Exception {
        String next = "";
        long revision = 0;
        do {
            JsonNode page = client.get(RUNS + "?limit=7&continue=" + next).json();
            assertThat(revision).isIn(0L, page.at("/metadata/resourceVersion").asLong());
            revision = page.at("/metadata/resourceVersion").asLong();
            page.path("items").forEach(i -> into.put(i.at("/metadata/name").asText(), version(i)));
            next = page.at("/metadata/continue").asText();
        } while (!next.isEmpty());
        return revision;
    }

    private static void follow(Client client, Map<String, String> known, long from, long to) throws Exception {
        long seen = from;
        try (Client.Watch watch = client.open(RUNS + "?resourceVersion=" + from)) {
            while (seen < to) {
                List<JsonNode> events = watch.next(1);
                JsonNode object = events.get(0).path("object");
                assertThat(Long.parseLong(version(object))).isEqualTo(seen + 1);
                seen++;
                String name = object.at("/metadata/name").asText();
                if (events.get(0).path("type").asText().equals("DELETED")) {
                    assertThat(known.remove(name)).isNotNull();
                } else {
                    known.put(name, version(object));
                }
            }
        }
    }

    private static void write(EmbeddedCluster cluster, Random random) {
        for (int i = 0; i < WRITES; i++) {
            String name = "run-" + random.nextInt(60);
            if (random.nextInt(4) == 0 && cluster.delete(ApiResource.TASK_RUNS, "ci", name)) {
                continue;
            }
            cluster.put(
                    """
                    {"apiVersion":"tekton.dev/v1","kind":"TaskRun","metadata":{"namespace":"ci","name":"%s"},"spec":{"n":%d}}
                    """
                            .formatted(name, i));
        }
    }

    private static String version(JsonNode object) {
        return object.at("/metadata/resourceVersion").asText();
    }
}
