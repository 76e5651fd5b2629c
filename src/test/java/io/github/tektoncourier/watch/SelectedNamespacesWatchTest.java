package io.github.tektoncourier.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.tektoncourier.demo.kube.ApiResource;
import io.github.tektoncourier.demo.kube.EmbeddedCluster;
import io.github.tektoncourier.demo.kube.Fault;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.watch.namespaces.NamespaceFollower;
import io.github.tektoncourier.watch.reflect.WatchState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Namespaces are chosen by globs or labels, and come and go. */
class SelectedNamespacesWatchTest {
    private static final String TASKRUNS = "tekton:runs?kinds=taskruns&cluster=test";
    private static final String TEAMS = TASKRUNS + "&namespaces=team-*";
    private static final String PROD = TASKRUNS + "&namespaceSelector=env%3Dprod";
    private static final String RUNS_EVERYWHERE = "/apis/tekton.dev/v1/taskruns";

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
        awaitWatching();
    }

    private void awaitWatching(String... more) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> flow.states().stream().allMatch(state -> state.phase() == WatchState.Phase.WATCHING)
                        && scopes().containsAll(List.of(more))
                        && !flow.states().isEmpty()
                        && !scopes().equals(List.of("namespaces team-*")));
    }

    private List<String> scopes() {
        return flow.states().stream().map(WatchState::scope).toList();
    }

    private void restart(String uri, Runnable meanwhile) {
        flow.close();
        meanwhile.run();
        flow = flow();
        start(uri);
    }

    private void namespace(String name, String labels, Instant created) {
        cluster.put("{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"" + name
                + "\",\"creationTimestamp\":\"" + created.truncatedTo(ChronoUnit.SECONDS) + "\",\"labels\":{" + labels
                + "}}}");
    }

    private void old(String name, String labels) {
        namespace(name, labels, Instant.parse("2026-01-01T00:00:00Z"));
    }

    private void run(String namespace, String name, String status) {
        cluster.put(("{\"apiVersion\":\"tekton.dev/v1\",\"kind\":\"TaskRun\",\"metadata\":{\"name\":\"%s\","
                        + "\"namespace\":\"%s\"},\"spec\":{},\"status\":{\"conditions\":"
                        + "[{\"type\":\"Succeeded\",\"status\":\"%s\",\"reason\":\"R\"}]}}")
                .formatted(name, namespace, status));
    }

    private void ended(String namespace, String name) {
        run(namespace, name, "True");
    }

    private void tellsExactly(String... changes) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(flow.changes.stream()
                        .filter(change -> change.run() != null)
                        .map(change -> change.silent()
                                ? "(" + change.type() + " " + change.run().name() + ")"
                                : change.type() + " " + change.run().name()))
                .containsExactlyInAnyOrder(changes));
    }

    @Test
    void globs_are_one_watch_of_which_other_namespaces_are_left_out() {
        ended("team-a", "old");
        ended("shop", "old-elsewhere");
        start(TEAMS);
        run("shop", "elsewhere", "Unknown");
        run("team-a", "a", "Unknown");
        cluster.delete(ApiResource.TASK_RUNS, "shop", "elsewhere");
        cluster.delete(ApiResource.TASK_RUNS, "team-a", "a");
        ended("team-new", "first");

        tellsExactly("(LISTED old)", "ADDED a", "DELETED a", "ADDED first");
        assertThat(scopes()).containsExactly("taskruns in namespaces team-*");
    }

    @Test
    void what_went_is_missing_in_the_next_list_of_the_globs_and_nothing_is_told_of_other_namespaces() {
        start(TEAMS);
        run("team-a", "a", "Unknown");
        tellsExactly("ADDED a");

        restart(TEAMS, () -> {
            cluster.delete(ApiResource.TASK_RUNS, "team-a", "a");
            ended("shop", "elsewhere");
            ended("team-b", "b");
            cluster.compact();
        });

        tellsExactly("DELETED a", "LISTED b");
    }

    @Test
    void of_globs_that_are_widened_only_the_namespaces_that_were_not_watched_are_met_for_the_first_time() {
        start(TEAMS);
        run("team-a", "a", "Unknown");
        tellsExactly("ADDED a");

        restart(TASKRUNS + "&namespaces=team-*,shop", () -> {
            ended("team-a", "a");
            ended("team-a", "meanwhile");
            ended("shop", "old");
        });

        tellsExactly("LISTED a", "LISTED meanwhile", "(LISTED old)");
    }

    @Test
    void without_a_right_over_all_namespaces_each_is_watched_by_itself_and_one_that_is_created_has_no_past() {
        cluster.faults().add(Fault.answer(403, RUNS_EVERYWHERE));
        old("team-a", "");
        old("shop", "");
        ended("team-a", "old");
        start(TEAMS);
        awaitWatching("taskruns in namespace team-a");
        cluster.faults().add(Fault.answer(500, "/apis/tekton.dev/v1/namespaces/team-new"));
        namespace("team-new", "", Instant.now().plusSeconds(1));
        ended("team-new", "first");
        ended("shop", "elsewhere");
        cluster.faults().lift();

        tellsExactly("(LISTED old)", "LISTED first");
        assertThat(scopes()).doesNotContain("taskruns in namespace shop");
    }

    @Test
    void namespaces_that_are_watched_one_by_one_stay_so_when_a_right_over_all_of_them_comes_later() {
        cluster.faults().add(Fault.answer(403, RUNS_EVERYWHERE));
        old("team-a", "");
        start(TEAMS);
        awaitWatching("taskruns in namespace team-a");
        cluster.faults().lift();
        long lists = cluster.requests().count("list", "/api/v1/namespaces");

        cluster.expireWatches();

        await().atMost(Duration.ofSeconds(20))
                .until(() -> cluster.requests().count("list", "/api/v1/namespaces") > lists);
        old("team-b", "");
        awaitWatching("taskruns in namespace team-b");
        assertThat(scopes()).doesNotContain("taskruns in namespaces team-*");
    }

    @Test
    void globs_are_one_watch_where_tekton_is_installed_later_too() {
        cluster.faults().add(Fault.answer(404, "/apis/tekton.dev"));
        old("team-a", "");

        flow.from(TEAMS);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(scopes()).containsExactly("taskruns in namespaces team-*"));
    }

    @Test
    void a_watch_of_namespaces_that_always_ends_at_once_is_said() {
        List<String> logged = new CopyOnWriteArrayList<>();
        AbstractAppender ear = new AbstractAppender("ear", null, null, false, Property.EMPTY_ARRAY) {
            @Override
            public void append(LogEvent event) {
                logged.add(event.getMessage().getFormattedMessage());
            }
        };
        Logger logger = (Logger) LogManager.getLogger(NamespaceFollower.class);
        ear.start();
        logger.addAppender(ear);
        logger.setLevel(Level.WARN); // tests are silent else
        cluster.faults().add(Fault.closeWatch("/api/v1/namespaces"));

        flow.from(PROD);

        try {
            await().atMost(Duration.ofSeconds(20)).until(() -> logged.stream()
                    .anyMatch(line -> line.contains("closes the watch of namespaces at once")));
        } finally {
            logger.removeAppender(ear);
            logger.setLevel(null);
        }
    }

    @Test
    void a_namespace_that_gets_the_labels_is_met_for_the_first_time_and_is_let_go_when_it_loses_them() {
        old("a", "\"env\":\"prod\"");
        old("b", "");
        ended("b", "old");
        start(PROD);
        awaitWatching("taskruns in namespace a");

        old("b", "\"env\":\"prod\"");
        awaitWatching("taskruns in namespace b");
        run("b", "b", "Unknown");
        tellsExactly("(LISTED old)", "ADDED b");

        old("b", "");
        await().atMost(Duration.ofSeconds(20)).until(() -> !scopes().contains("taskruns in namespace b"));
        ended("b", "unseen");
        run("a", "a", "Unknown");
        tellsExactly("(LISTED old)", "ADDED b", "ADDED a");
    }

    @Test
    void a_missing_right_to_list_namespaces_is_said_with_the_remedy() {
        cluster.faults().add(Fault.answer(403, RUNS_EVERYWHERE));
        cluster.faults().add(Fault.answer(403, "/api/v1/namespaces"));

        flow.from(TEAMS);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(flow.state().error())
                        .contains(
                                "not allowed to list namespaces (403)",
                                "get, list and watch on \"namespaces\"",
                                "Where a ClusterRole grants the runs of all namespaces, none need to be listed."));
    }
}
