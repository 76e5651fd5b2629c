package io.github.tektoncourier.watch;

import static io.github.tektoncourier.watch.Flow.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.tektoncourier.demo.kube.ApiResource;
import io.github.tektoncourier.demo.kube.EmbeddedCluster;
import io.github.tektoncourier.demo.kube.Fault;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.watch.reflect.WatchState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Runs that go, by watch, between two watches and while the courier is down, on the embedded cluster. */
@Execution(ExecutionMode.CONCURRENT)
class GoneRunsTest {
    private static final String TASKRUNS = "tekton:runs?kinds=taskruns&announce=all&cluster=test";
    private static final String PATH = "/apis/tekton.dev/v1/taskruns";
    private static final Pattern UID = Pattern.compile("\"uid\":\"([^\"]+)\"");

    private final EmbeddedCluster cluster = EmbeddedCluster.start(0);
    private final Remembering known = new Remembering();
    private Flow flow = flow();

    private Flow flow() {
        return new Flow(new KubernetesClientBuilder()
                        .withConfig(new ConfigBuilder()
                                .withAutoConfigure(false)
                                .withMasterUrl(cluster.url())
                                .build())
                        .build())
                .knowing(known)
                .doing(exchange -> known.note(exchange.getMessage().getBody(Change.class)));
    }

    @AfterEach
    void close() {
        flow.close();
        cluster.close();
    }

    private void start(String uri) {
        flow.from(uri);
        watching();
    }

    private void watching() {
        patiently()
                .until(() -> flow.states().stream().allMatch(s -> s.phase() == WatchState.Phase.WATCHING)
                        && cluster.openWatches() == flow.states().size());
    }

    /** Stops the courier, lets things happen and the history of them be forgotten, and starts it again. */
    private void meanwhile(String uri, Runnable what) {
        flow.close();
        what.run();
        cluster.compact();
        flow = flow();
        start(uri);
    }

    /** Every change of a run since the last start but that it is there, as {@code TYPE name}. */
    private List<String> told() {
        synchronized (flow.changes) {
            return flow.changes.stream()
                    .filter(change -> change.run() != null && change.type() != Change.Type.LISTED)
                    .map(change -> change.type() + " " + change.run().name())
                    .toList();
        }
    }

    private String uid(String stored) {
        Matcher uid = UID.matcher(stored);
        assertThat(uid.find()).isTrue();
        return uid.group(1);
    }

    private String put(String namespace, String name, String status, String labels) {
        return cluster.put("{\"apiVersion\":\"tekton.dev/v1\",\"kind\":\"TaskRun\",\"metadata\":{\"name\":\"" + name
                + "\",\"namespace\":\"" + namespace + "\",\"labels\":{" + labels
                + "}},\"spec\":{},\"status\":{\"conditions\":[{\"type\":\"Succeeded\",\"status\":\"" + status
                + "\",\"reason\":\"R\"}]}}");
    }

    private String running(String name) {
        return put("ci", name, "Unknown", "");
    }

    private void delete(String name) {
        assertThat(cluster.delete(ApiResource.TASK_RUNS, "ci", name)).isTrue();
    }

    private void ended(String name, String uid, String reason) {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        cluster.put("{\"apiVersion\":\"v1\",\"kind\":\"Event\",\"metadata\":{\"name\":\"" + name + "." + reason
                + "\",\"namespace\":\"ci\"},\"involvedObject\":{\"apiVersion\":\"tekton.dev/v1\",\"kind\":\"TaskRun\","
                + "\"namespace\":\"ci\",\"name\":\"" + name + "\",\"uid\":\"" + uid + "\"},\"reason\":\"" + reason
                + "\",\"type\":\"Normal\",\"count\":1,\"source\":{\"component\":\"TaskRun\"},\"reportingComponent\":"
                + "\"TaskRun\",\"firstTimestamp\":\"" + now + "\",\"lastTimestamp\":\"" + now + "\"}");
    }

    @Test
    void a_run_deleted_while_the_courier_was_down_is_told_once() {
        running("stays");
        running("goes");
        start(TASKRUNS);

        meanwhile(TASKRUNS, () -> delete("goes"));
        assertThat(told()).containsExactly("DELETED goes");

        meanwhile(TASKRUNS, () -> {});
        assertThat(told()).isEmpty();
    }

    @Test
    void a_run_that_ended_and_was_deleted_while_the_courier_was_down_tells_both() {
        String known = uid(running("known"));
        start(TASKRUNS);

        meanwhile(TASKRUNS, () -> {
            String unknown = uid(running("unknown"));
            put("ci", "known", "True", "");
            ended("known", known, "Succeeded");
            put("ci", "unknown", "False", "");
            ended("unknown", unknown, "Failed");
            delete("known");
            delete("unknown");
        });

        assertThat(told()).containsExactly("RECOVERED known", "DELETED known", "RECOVERED unknown", "DELETED unknown");
        meanwhile(TASKRUNS, () -> {});
        assertThat(told()).isEmpty();
    }

    @Test
    void a_place_that_is_still_served_costs_no_list_and_few_requests() {
        for (int i = 0; i < 40; i++) {
            running("r" + i);
        }
        start("tekton:runs?announce=all");
        flow.close();
        cluster.requests().clear();
        delete("r0");

        flow = flow();
        start("tekton:runs?announce=all");

        patiently().untilAsserted(() -> assertThat(told()).containsExactly("DELETED r0"));
        assertThat(cluster.requests().counts()).containsEntry("watch", 3L);
        assertThat(cluster.requests().latest())
                .filteredOn(request -> request.verb().equals("list"))
                .as("only one object, for where the server is")
                .hasSize(1)
                .allMatch(request -> request.query().equals("limit=1"));
        assertThat(cluster.requests().latest()).hasSizeLessThanOrEqualTo(10);
    }

    @Test
    void a_run_deleted_fifty_milliseconds_after_it_ended_tells_its_end() {
        start(TASKRUNS);

        running("short");
        put("ci", "short", "True", "");
        patiently().pollDelay(Duration.ofMillis(50)).until(() -> true);
        delete("short");

        patiently().untilAsserted(() -> assertThat(told())
                .containsExactly("ADDED short", "MODIFIED short", "DELETED short"));
        assertThat(flow.changes.get(flow.changes.size() - 1).run().done()).isTrue();
    }

    @Test
    void fifty_lives_of_one_name_are_fifty_runs() {
        start(TASKRUNS);
        Set<String> uids = new HashSet<>();

        for (int life = 0; life < 50; life++) {
            uids.add(uid(running("again")));
            put("ci", "again", "True", "");
            delete("again");
        }

        patiently().untilAsserted(() -> assertThat(deleted()).containsExactlyInAnyOrderElementsOf(uids));
        assertThat(met()).isEqualTo(uids);
        assertThat(uids).hasSize(50);
    }

    @Test
    void a_relist_says_of_one_name_that_the_old_run_went_and_the_new_one_came() {
        String old = uid(running("again"));
        start(TASKRUNS);
        String[] next = new String[1];

        meanwhile(TASKRUNS, () -> {
            delete("again");
            next[0] = uid(running("again"));
        });

        assertThat(deleted()).containsExactly(old);
        assertThat(met()).contains(next[0]);
    }

    @Test
    void with_a_selector_leaving_it_is_no_deletion() {
        String uri = TASKRUNS + "&labelSelector=team%3Da";
        for (String name : List.of("leaves", "goes", "leaves-later", "goes-later")) {
            put("ci", name, "Unknown", "\"team\":\"a\"");
        }
        start(uri);

        put("ci", "leaves", "Unknown", "\"team\":\"b\"");
        delete("goes");
        put("ci", "last", "Unknown", "\"team\":\"a\"");
        patiently().untilAsserted(() -> assertThat(told()).containsExactly("DELETED goes", "ADDED last"));
        meanwhile(uri, () -> {
            put("ci", "leaves-later", "Unknown", "\"team\":\"b\"");
            delete("goes-later");
        });

        assertThat(told()).containsExactly("DELETED goes-later");
    }

    @Test
    void a_namespace_of_its_own_is_a_scope_of_its_own_and_a_wider_one_misses_what_it_knew() {
        running("mine");
        put("other", "theirs", "Unknown", "");
        start(TASKRUNS + "&namespaces=ci,other");

        meanwhile(TASKRUNS + "&namespaces=ci,other", () -> delete("mine"));
        assertThat(told()).containsExactly("DELETED mine");

        meanwhile(TASKRUNS, () -> cluster.delete(ApiResource.TASK_RUNS, "other", "theirs"));
        assertThat(told()).containsExactly("DELETED theirs");
    }

    @Test
    void a_storm_of_lost_places_while_500_runs_change_makes_no_false_deletion() {
        Random random = new Random(20261124);
        Map<String, String> living = new HashMap<>();
        for (int i = 0; i < 500; i++) {
            living.put("r" + i, uid(running("r" + i)));
        }
        start(TASKRUNS);

        for (int round = 0; round < 40; round++) {
            switch (random.nextInt(5)) {
                case 0 -> cluster.expireWatches();
                case 1 -> cluster.compact();
                case 2 -> cluster.dropConnections();
                case 3 -> cluster.faults().add(Fault.cut(PATH).times(1));
                default -> cluster.faults().add(Fault.answer(410, PATH).times(2));
            }
            for (int i = 0; i < 25; i++) {
                String name = "r" + random.nextInt(500);
                if (random.nextInt(5) == 0 && living.containsKey(name)) {
                    delete(name);
                    living.remove(name);
                } else {
                    living.put(name, uid(put("ci", name, "Unknown", "\"round\":\"" + round + "." + i + "\"")));
                }
            }
            patiently().pollDelay(Duration.ofMillis(random.nextInt(40))).until(() -> true);
        }
        cluster.faults().lift();

        patiently().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
            Set<String> rest = new HashSet<>(met());
            rest.removeAll(deleted());
            assertThat(rest).containsExactlyInAnyOrderElementsOf(living.values());
        });
        assertThat(deleted()).doesNotHaveDuplicates().doesNotContainAnyElementsOf(living.values());
        assertThat(flow.state().relists()).isPositive();
    }

    private List<String> deleted() {
        return uids(change -> change.type() == Change.Type.DELETED);
    }

    private Set<String> met() {
        return new HashSet<>(uids(change -> change.type() != Change.Type.DELETED));
    }

    private List<String> uids(java.util.function.Predicate<Change> which) {
        return new ArrayList<>(flow.changes)
                .stream()
                        .filter(change -> change.run() != null && which.test(change))
                        .map(change -> change.run().uid())
                        .collect(Collectors.toList());
    }
}
