package io.github.tektoncourier.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.tektoncourier.demo.kube.EmbeddedCluster;
import io.github.tektoncourier.demo.kube.Fault;
import io.github.tektoncourier.run.Change;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Faults in any order while runs go on: the last state of every run is seen all the same. */
class EmbeddedClusterFaultsTest {
    private static final String TASKRUNS = "/apis/tekton.dev/v1/taskruns";

    private final EmbeddedCluster cluster = EmbeddedCluster.start(0);
    private final Flow flow = new Flow(new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder()
                    .withAutoConfigure(false)
                    .withMasterUrl(cluster.url())
                    .build())
            .build());

    @AfterEach
    void close() {
        flow.close();
        cluster.close();
    }

    @Test
    void nothing_is_lost_and_nothing_goes_backwards_whatever_fails() {
        Random random = new Random(20261123);
        Map<String, Integer> steps = new HashMap<>();
        flow.from("tekton:runs?kinds=taskruns&announce=all");

        for (int round = 0; round < 60; round++) {
            fail(random.nextInt(8));
            for (int i = 0; i < 20; i++) {
                String name = "r" + random.nextInt(60);
                cluster.put(run(name, steps.merge(name, 1, Integer::sum)));
            }
            await().pollDelay(Duration.ofMillis(random.nextInt(30))).until(() -> true);
        }
        cluster.faults().lift();

        Set<String> last = steps.entrySet().stream()
                .map(run -> run.getKey() + " step " + run.getValue())
                .collect(Collectors.toSet());
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(states(flow.changes)).containsAll(last));
        await().until(() -> cluster.openWatches() == 1);
        assertThat(flow.state().unreadable()).isZero();
        assertThat(flow.state().setAside()).isZero();
        assertNothingGoesBackwards(new ArrayList<>(flow.changes));
    }

    private void fail(int kind) {
        switch (kind) {
            case 0 -> cluster.dropConnections();
            case 1 -> cluster.expireWatches();
            case 2 -> cluster.faults().add(Fault.answer(500, TASKRUNS).times(2));
            case 3 -> cluster.faults().add(Fault.answer(410, TASKRUNS).times(1));
            case 4 -> cluster.faults().add(Fault.closeWatch(TASKRUNS).times(2));
            case 5 -> cluster.faults().add(Fault.cut(TASKRUNS).times(1));
            case 6 -> cluster.faults().add(Fault.answer(429, TASKRUNS).times(1));
            default -> cluster.compact();
        }
    }

    @Test
    void a_server_that_goes_away_and_comes_back_is_found_again() {
        flow.from("tekton:runs?kinds=taskruns&announce=all");
        await().until(() -> cluster.openWatches() == 1);

        cluster.down();
        await().untilAsserted(() -> assertThat(flow.state().error()).contains("cannot be reached"));
        cluster.put(run("meanwhile", 1));
        cluster.up();

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(states(flow.changes)).containsExactly("meanwhile step 1"));
        assertThat(flow.state().error()).isEmpty();
    }

    @Test
    void a_list_of_many_pages_comes_whole_under_changes() {
        for (int i = 0; i < 1_700; i++) {
            cluster.put(run("r" + i, 1));
        }

        flow.from("tekton:runs?kinds=taskruns&announce=all");
        for (int i = 0; i < 300; i++) {
            cluster.put(run("r" + i * 5, 2));
        }

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            Set<String> names = new ArrayList<>(flow.changes)
                    .stream()
                            .filter(change -> change.run() != null)
                            .map(change -> change.run().name())
                            .collect(Collectors.toSet());
            assertThat(names).hasSize(1_700);
            assertThat(states(flow.changes)).contains("r0 step 2", "r1495 step 2");
        });
        assertNothingGoesBackwards(new ArrayList<>(flow.changes));
    }

    private static void assertNothingGoesBackwards(List<Change> changes) {
        Map<String, Long> versions = new HashMap<>();
        for (Change change : changes) {
            if (change.run() != null) {
                long version = Long.parseLong(change.resourceVersion());
                Long before = versions.put(change.run().name(), version);
                assertThat(version).as(change.run().name()).isGreaterThanOrEqualTo(before == null ? 0 : before);
            }
        }
    }

    private static Set<String> states(List<Change> changes) {
        synchronized (changes) {
            return changes.stream()
                    .filter(change -> change.run() != null)
                    .map(change -> change.run().name() + " "
                            + change.run().condition().map(c -> c.message()).orElse(""))
                    .collect(Collectors.toSet());
        }
    }

    private static String run(String name, int step) {
        return "{\"apiVersion\":\"tekton.dev/v1\",\"kind\":\"TaskRun\",\"metadata\":{\"name\":\"" + name
                + "\",\"namespace\":\"ci\"},\"spec\":{},\"status\":{\"conditions\":[{\"type\":\"Succeeded\",\"status\":"
                + "\"Unknown\",\"reason\":\"Running\",\"message\":\"step " + step + "\"}]}}";
    }
}
