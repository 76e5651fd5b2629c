package io.github.tektoncourier.watch;

import static io.github.tektoncourier.kube.KubeApiServer.condition;
import static io.github.tektoncourier.kube.KubeApiServer.minimal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.tektoncourier.kube.KubeApiServer;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.InMemoryKnown;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.watch.reflect.WatchState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What only a real kube-apiserver can show. */
class RealApiServerIT {
    private static final AtomicInteger NAMES = new AtomicInteger();
    private static KubeApiServer server;

    private final String namespace = "n" + NAMES.incrementAndGet();
    private final Flow flow = new Flow(server.client("admin"));

    @BeforeAll
    static void startServer() {
        server = KubeApiServer.start();
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @AfterEach
    void close() {
        flow.close();
    }

    private Flow runs(String options) {
        server.createNamespace(namespace);
        return flow.from("tekton:runs?namespaces=" + namespace + options);
    }

    private List<String> seen() {
        synchronized (flow.changes) {
            return flow.changes.stream()
                    .filter(change -> change.run() != null)
                    .map(change -> change.type() + " " + change.run().kind().kind() + " "
                            + change.run().name()
                            + change.run()
                                    .condition()
                                    .map(c -> " " + c.reason())
                                    .orElse(""))
                    .toList();
        }
    }

    @Test
    void a_run_of_each_kind_is_seen_from_its_creation_to_its_deletion() {
        runs("");
        await().until(() -> flow.states().stream().allMatch(s -> s.phase() == WatchState.Phase.WATCHING));

        for (RunKind kind : RunKind.values()) {
            server.create(kind, namespace, minimal(kind, "r"));
            server.patchStatus(kind, namespace, "r", condition("Unknown", "Running"));
            server.patchStatus(kind, namespace, "r", condition("True", "Succeeded"));
            server.delete(kind, namespace, "r");
        }

        for (RunKind kind : RunKind.values()) {
            String words = kind.kind() + " r";
            await().untilAsserted(() -> assertThat(seen())
                    .containsSubsequence(
                            "ADDED " + words,
                            "MODIFIED " + words + " Running",
                            "MODIFIED " + words + " Succeeded",
                            "DELETED " + words + " Succeeded"));
        }
        assertThat(flow.states()).allMatch(s -> s.unreadable() == 0 && s.setAside() == 0);
    }

    @Test
    void a_list_in_many_pages_and_the_watch_behind_it_leave_no_gap() {
        server.createNamespace(namespace);
        for (int i = 0; i < 60; i++) {
            server.create(RunKind.CUSTOM_RUN, namespace, minimal(RunKind.CUSTOM_RUN, "r" + i));
        }

        flow.from("tekton:runs?kinds=customruns&announce=all&namespaces=" + namespace);
        for (int i = 60; i < 120; i++) {
            server.create(RunKind.CUSTOM_RUN, namespace, minimal(RunKind.CUSTOM_RUN, "r" + i));
        }

        await().untilAsserted(() -> assertThat(flow.changes)
                .extracting(change -> change.run() == null ? "" : change.run().name())
                .contains(IntStream.range(0, 120).mapToObj(i -> "r" + i).toArray(String[]::new)));
        long runs = flow.changes.stream().filter(change -> change.run() != null).count();
        assertThat(runs).isEqualTo(120);
    }

    @Test
    void a_killed_api_server_costs_nothing_once_it_is_back() {
        runs("&kinds=customruns");
        await().until(() -> flow.state().phase() == WatchState.Phase.WATCHING);
        server.create(RunKind.CUSTOM_RUN, namespace, minimal(RunKind.CUSTOM_RUN, "before"));
        await().until(() -> seen().contains("ADDED CustomRun before"));

        server.kill();
        await().until(() -> flow.state().phase() == WatchState.Phase.WAITING);
        server.startAgain();
        server.create(RunKind.CUSTOM_RUN, namespace, minimal(RunKind.CUSTOM_RUN, "after"));

        // A new server knows no history from before its start, so this comes by watch or by list.
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(seen())
                .containsAnyOf("ADDED CustomRun after", "LISTED CustomRun after"));
        assertThat(flow.changes).noneMatch(Change::silent);
    }

    @Test
    void history_that_was_compacted_away_is_listed_again() throws Exception {
        InMemoryKnown known = new InMemoryKnown();
        flow.knowing(known);
        runs("&kinds=customruns&announce=new");
        await().until(() -> flow.state().phase() == WatchState.Phase.WATCHING);
        server.create(RunKind.CUSTOM_RUN, namespace, minimal(RunKind.CUSTOM_RUN, "seen"));
        await().until(() -> seen().size() == 1);
        flow.camel.getRouteController().stopRoute("watch");

        server.create(RunKind.CUSTOM_RUN, namespace, minimal(RunKind.CUSTOM_RUN, "missed"));
        server.compact();
        server.kill();
        server.startAgain();
        flow.camel.getRouteController().startRoute("watch");

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(seen())
                .containsExactly("ADDED CustomRun seen", "LISTED CustomRun missed", "LISTED CustomRun seen"));
        assertThat(flow.changes).noneMatch(Change::silent);
    }

    @Test
    void a_server_that_streams_no_lists_is_listed_in_pages() throws Exception {
        try (KubeApiServer older = KubeApiServer.startEmpty("--feature-gates=WatchList=false");
                Flow poor = new Flow(older.client("admin")).knowing(new InMemoryKnown())) {
            older.install(RunKind.CUSTOM_RUN);
            older.createNamespace(namespace);
            poor.from("tekton:runs?kinds=customruns&announce=all&namespaces=" + namespace);
            await().atMost(Duration.ofSeconds(30)).until(() -> poor.state().phase() == WatchState.Phase.WATCHING);
            poor.camel.getRouteController().stopRoute("watch");
            older.create(RunKind.CUSTOM_RUN, namespace, minimal(RunKind.CUSTOM_RUN, "missed"));
            older.compact();
            older.kill();
            older.startAgain();

            poor.camel.getRouteController().startRoute("watch");

            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(poor.told()).anyMatch(words -> words.startsWith("LISTED missed")));
        }
    }

    /** What the courier remembers from one start to the next. */
    private Remembering remembering() {
        Remembering known = new Remembering();
        flow.knowing(known).doing(exchange -> known.note(exchange.getMessage().getBody(Change.class)));
        return known;
    }

    /** Forgets all history; a server that runs on would have some in its watch cache. */
    private void forgetHistory() {
        server.compact();
        server.kill();
        server.startAgain();
    }

    private List<String> gone() {
        return seen().stream().filter(words -> words.startsWith("DELETED")).toList();
    }

    @Test
    void runs_that_went_while_nobody_watched_are_told_with_how_they_ended() throws Exception {
        remembering();
        runs("&kinds=taskruns&announce=all&cluster=test");
        await().until(() -> flow.state().phase() == WatchState.Phase.WATCHING);
        String uid = server.create(RunKind.TASK_RUN, namespace, minimal(RunKind.TASK_RUN, "ended"))
                .at("/metadata/uid")
                .asText();
        server.create(RunKind.TASK_RUN, namespace, minimal(RunKind.TASK_RUN, "unfinished"));
        server.create(RunKind.TASK_RUN, namespace, minimal(RunKind.TASK_RUN, "stays"));
        await().until(() -> seen().size() == 3);
        flow.camel.getRouteController().stopRoute("watch");

        server.patchStatus(RunKind.TASK_RUN, namespace, "ended", condition("True", "Succeeded"));
        server.send("POST", "/api/v1/namespaces/" + namespace + "/events", end("ended", uid, "Succeeded"));
        server.delete(RunKind.TASK_RUN, namespace, "ended");
        server.delete(RunKind.TASK_RUN, namespace, "unfinished");
        String unmet = server.create(RunKind.TASK_RUN, namespace, minimal(RunKind.TASK_RUN, "unmet"))
                .at("/metadata/uid")
                .asText();
        server.send("POST", "/api/v1/namespaces/" + namespace + "/events", end("unmet", unmet, "Failed"));
        server.delete(RunKind.TASK_RUN, namespace, "unmet");
        forgetHistory();
        flow.camel.getRouteController().startRoute("watch");

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(seen())
                .contains(
                        "RECOVERED TaskRun ended",
                        "DELETED TaskRun ended",
                        "DELETED TaskRun unfinished",
                        "RECOVERED TaskRun unmet",
                        "DELETED TaskRun unmet",
                        "LISTED TaskRun stays"));
        assertThat(seen()).hasSize(3 + 6);
    }

    private String end(String name, String uid, String reason) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"Event\",\"metadata\":{\"name\":\"" + name
                + ".1\"},\"involvedObject\":"
                + "{\"apiVersion\":\"tekton.dev/v1\",\"kind\":\"TaskRun\",\"name\":\"" + name + "\",\"namespace\":\""
                + namespace
                + "\",\"uid\":\"" + uid + "\"},\"reason\":\"" + reason
                + "\",\"type\":\"Normal\",\"count\":1,\"lastTimestamp\":\""
                + Instant.now().truncatedTo(ChronoUnit.SECONDS)
                + "\",\"source\":{\"component\":\"TaskRun\"},\"reportingComponent\":\"TaskRun\"}";
    }

    @Test
    void with_a_selector_a_changed_label_is_no_deletion() throws Exception {
        remembering();
        server.createNamespace(namespace);
        for (String name : List.of("leaves", "goes", "leaves-later", "goes-later")) {
            server.create(RunKind.CUSTOM_RUN, namespace, minimal(RunKind.CUSTOM_RUN, name));
            server.patch(RunKind.CUSTOM_RUN, namespace, name, "{\"metadata\":{\"labels\":{\"team\":\"a\"}}}");
        }
        flow.from("tekton:runs?kinds=customruns&announce=all&cluster=test&labelSelector=team%3Da&namespaces="
                + namespace);
        await().until(() -> flow.state().phase() == WatchState.Phase.WATCHING);

        server.patch(RunKind.CUSTOM_RUN, namespace, "leaves", "{\"metadata\":{\"labels\":{\"team\":\"b\"}}}");
        server.delete(RunKind.CUSTOM_RUN, namespace, "goes");
        await().untilAsserted(() -> assertThat(gone()).containsExactly("DELETED CustomRun goes"));
        flow.camel.getRouteController().stopRoute("watch");
        server.patch(RunKind.CUSTOM_RUN, namespace, "leaves-later", "{\"metadata\":{\"labels\":{\"team\":\"b\"}}}");
        server.delete(RunKind.CUSTOM_RUN, namespace, "goes-later");
        forgetHistory();
        flow.camel.getRouteController().startRoute("watch");

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(gone())
                .containsExactly("DELETED CustomRun goes", "DELETED CustomRun goes-later"));
        await().until(() -> flow.state().phase() == WatchState.Phase.WATCHING);
        assertThat(gone()).hasSize(2);
    }

    @Test
    void a_server_that_forgets_again_and_again_makes_no_false_deletion() {
        remembering();
        runs("&kinds=customruns&announce=all&cluster=test");
        List<String> deleted = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            server.create(RunKind.CUSTOM_RUN, namespace, minimal(RunKind.CUSTOM_RUN, "r" + i));
        }

        for (int round = 0; round < 3; round++) {
            for (int i = round; i < 60; i += 10) {
                server.delete(RunKind.CUSTOM_RUN, namespace, "r" + i);
                deleted.add("DELETED CustomRun r" + i);
            }
            forgetHistory();
            for (int i = round + 3; i < 60; i += 10) {
                server.delete(RunKind.CUSTOM_RUN, namespace, "r" + i);
                deleted.add("DELETED CustomRun r" + i);
            }
        }

        // One that came and went before it was met once would leave no trace.
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(gone()).hasSizeGreaterThan(30));
        await().until(() -> flow.state().phase() == WatchState.Phase.WATCHING);
        assertThat(deleted).containsAll(gone());
        assertThat(gone()).doesNotHaveDuplicates();
    }

    @Test
    void core_events_about_runs_are_seen_and_their_lost_history_is_found_out() throws Exception {
        server.createNamespace(namespace);
        flow.from("tekton:kubernetes-events?kinds=taskruns&announce=new&cluster=test&namespaces=" + namespace);
        await().until(() -> flow.state().phase() == WatchState.Phase.WATCHING);
        server.send("POST", "/api/v1/namespaces/" + namespace + "/events", coreEvent("a", "TaskRun"));
        server.send("POST", "/api/v1/namespaces/" + namespace + "/events", coreEvent("b", "Pod"));
        await().until(() -> events().equals(List.of("ADDED a")));
        flow.camel.getRouteController().stopRoute("watch");

        server.send("POST", "/api/v1/namespaces/" + namespace + "/events", coreEvent("c", "TaskRun"));
        server.compact();
        flow.camel.getRouteController().startRoute("watch");

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(events()).containsExactly("ADDED a", "LISTED a", "LISTED c"));
    }

    private List<String> events() {
        synchronized (flow.changes) {
            return flow.changes.stream()
                    .filter(change -> change.event() != null)
                    .map(change -> change.type() + " " + change.event().name())
                    .toList();
        }
    }

    private String coreEvent(String name, String about) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"Event\",\"metadata\":{\"name\":\"" + name
                + "\"},\"involvedObject\":{\"apiVersion\":\"tekton.dev/v1\",\"kind\":\"" + about
                + "\",\"name\":\"r\",\"namespace\":\"" + namespace + "\",\"uid\":\"u\"},\"reason\":\"Started\","
                + "\"type\":\"Normal\",\"count\":1,\"reportingComponent\":\"TaskRun\"}";
    }

    @Test
    void permission_and_crd_may_come_later() {
        try (KubeApiServer bare = KubeApiServer.startEmpty();
                Flow poor = new Flow(bare.client("courier"))) {
            poor.from("tekton:runs?kinds=taskruns,customruns");
            await().untilAsserted(() -> assertThat(poor.states())
                    .allSatisfy(state -> assertThat(state.error()).contains("(403)", "ClusterRole")));

            bare.allow("courier", "tekton.dev", "taskruns", "customruns");
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(poor.states())
                    .allSatisfy(state -> assertThat(state.error()).contains("(404)", "not installed")));
            bare.install(RunKind.CUSTOM_RUN);

            await().atMost(Duration.ofSeconds(30)).until(() -> poor.states().stream()
                    .anyMatch(state ->
                            state.scope().startsWith("customruns") && state.phase() == WatchState.Phase.WATCHING));
        }
    }

    private static KubernetesClient as(String user) {
        try (KubernetesClient admin = server.client("admin")) {
            return new KubernetesClientBuilder()
                    .withConfig(new ConfigBuilder(admin.getConfiguration())
                            .withImpersonateUsername(user)
                            .build())
                    .build();
        }
    }

    private void roleIn(String place, String user) {
        String group = "/apis/rbac.authorization.k8s.io/v1/namespaces/" + place;
        String head = "{\"apiVersion\":\"rbac.authorization.k8s.io/v1\",\"metadata\":{\"name\":\"courier\"},\"kind\":";
        server.send(
                "POST",
                group + "/roles",
                head + "\"Role\",\"rules\":[{\"apiGroups\":[\"tekton.dev\"],\"resources\":[\"customruns\"],"
                        + "\"verbs\":[\"get\",\"list\",\"watch\"]}]}");
        server.send(
                "POST",
                group + "/rolebindings",
                head + "\"RoleBinding\",\"roleRef\":{\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"Role\","
                        + "\"name\":\"courier\"},\"subjects\":[{\"kind\":\"User\",\"name\":\"" + user + "\"}]}");
    }

    private void label(String place, String value) {
        server.send("PATCH", "/api/v1/namespaces/" + place, "{\"metadata\":{\"labels\":{\"env\":" + value + "}}}");
    }

    @Test
    void with_a_role_for_all_globs_are_one_watch_and_namespaces_need_not_be_listed() throws Exception {
        server.allow("everywhere", "tekton.dev", "customruns");
        server.createNamespace(namespace + "-a");
        server.createNamespace("not-" + namespace);
        try (Flow limited = new Flow(as("everywhere"))) {
            limited.from("tekton:runs?kinds=customruns&cluster=test&namespaces=" + namespace + "-*");
            await().until(() -> limited.states().size() == 1
                    && limited.state().phase() == WatchState.Phase.WATCHING
                    && limited.state().scope().equals("customruns in namespaces " + namespace + "-*"));
            server.createNamespace(namespace + "-b");
            server.create(RunKind.CUSTOM_RUN, "not-" + namespace, minimal(RunKind.CUSTOM_RUN, "elsewhere"));
            server.create(RunKind.CUSTOM_RUN, namespace + "-a", minimal(RunKind.CUSTOM_RUN, "a"));
            server.create(RunKind.CUSTOM_RUN, namespace + "-b", minimal(RunKind.CUSTOM_RUN, "b"));

            await().untilAsserted(() -> assertThat(limited.told().toString()).contains("ADDED a@", "ADDED b@"));
            assertThat(limited.told().toString()).doesNotContain("elsewhere");
        }
    }

    @Test
    void with_roles_each_namespace_that_globs_or_labels_choose_is_watched_by_itself() throws Exception {
        String user = "roles-" + namespace;
        server.allow(user, "", "namespaces");
        String old = namespace + "-old";
        server.createNamespace(old);
        roleIn(old, user);
        server.create(RunKind.CUSTOM_RUN, old, minimal(RunKind.CUSTOM_RUN, "past"));
        long second = Instant.now().getEpochSecond(); // a namespace of the second of the start counts as new
        await().until(() -> Instant.now().getEpochSecond() > second);
        try (Flow byGlobs = new Flow(as(user));
                Flow byLabels = new Flow(as(user))) {
            byGlobs.from("tekton:runs?kinds=customruns&cluster=test&namespaces=" + namespace + "-*");
            byLabels.from("tekton:runs?kinds=customruns&cluster=test&namespaceSelector=env%3D" + namespace);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(byGlobs.told().toString()).contains("(LISTED past@"));
            String later = namespace + "-new";
            server.createNamespace(later);
            roleIn(later, user);
            server.create(RunKind.CUSTOM_RUN, later, minimal(RunKind.CUSTOM_RUN, "first"));
            label(old, "\"" + namespace + "\"");

            // A watch that came before the Role is refused and tried again within ten seconds.
            await().atMost(Duration.ofSeconds(40))
                    .untilAsserted(
                            () -> assertThat(byGlobs.told().toString()).containsPattern("[^(](LISTED|ADDED) first@"));
            await().atMost(Duration.ofSeconds(40))
                    .untilAsserted(() -> assertThat(byLabels.told().toString()).contains("(LISTED past@"));
            server.create(RunKind.CUSTOM_RUN, old, minimal(RunKind.CUSTOM_RUN, "now"));
            await().untilAsserted(() -> assertThat(byLabels.told().toString()).contains("ADDED now@"));
            label(old, "null");
            await().atMost(Duration.ofSeconds(30)).until(() -> byLabels.states().size() == 1);
        }
    }
}
