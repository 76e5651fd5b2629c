package io.github.tektoncourier.watch;

import static io.github.tektoncourier.watch.Flow.patiently;
import static io.github.tektoncourier.watch.Objects.bookmark;
import static io.github.tektoncourier.watch.Objects.done;
import static io.github.tektoncourier.watch.Objects.frame;
import static io.github.tektoncourier.watch.Objects.taskRun;
import static io.github.tektoncourier.watch.ScriptedApi.drop;
import static io.github.tektoncourier.watch.ScriptedApi.failure;
import static io.github.tektoncourier.watch.ScriptedApi.frames;
import static io.github.tektoncourier.watch.ScriptedApi.framesAndHold;
import static io.github.tektoncourier.watch.ScriptedApi.hold;
import static io.github.tektoncourier.watch.ScriptedApi.list;
import static io.github.tektoncourier.watch.ScriptedApi.object;
import static io.github.tektoncourier.watch.ScriptedApi.page;
import static io.github.tektoncourier.watch.ScriptedApi.status;
import static io.github.tektoncourier.watch.ScriptedApi.statusRetryAfter;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.watch.reflect.WatchState.Phase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What goes wrong between an API server and its watchers, and what has to come of it. */
@Execution(ExecutionMode.CONCURRENT)
class WatchFaultsTest {
    private static final String TASKRUNS = "tekton:runs?kinds=taskruns&announce=all&cluster=test";

    private final ScriptedApi api = new ScriptedApi();
    private final Flow flow = new Flow(api.client());

    @AfterEach
    void close() {
        flow.close();
        api.close();
    }

    private void toldExactly(String... changes) {
        patiently().untilAsserted(() -> assertThat(flow.told()).containsExactly(changes));
    }

    /** Waits until the watch of that number is asked for: a list is told before the watch behind it is opened. */
    private void watchOpened(int watch) {
        patiently().untilAsserted(() -> assertThat(api.asked(true, "taskruns")).hasSizeGreaterThan(watch));
    }

    private String version(int watch) {
        watchOpened(watch);
        return api.asked(true, "taskruns").get(watch).query().replaceAll(".*resourceVersion=(\\w+).*", "$1");
    }

    @Test
    void history_that_is_gone_is_listed_again_and_nothing_of_it_is_silent() {
        api.lists("taskruns", list("10", taskRun("a", 3)), list("20", done("a", 15)))
                .watches(
                        "taskruns", status(410, "Expired", "too old"), framesAndHold(frame("ADDED", taskRun("b", 21))));

        flow.from("tekton:runs?kinds=taskruns&announce=new&cluster=test");

        toldExactly("(LISTED a@3)", "LIST_COMPLETE@10", "LISTED a@15", "LIST_COMPLETE@20", "ADDED b@21");
        assertThat(flow.state().relists()).isEqualTo(1);
    }

    @Test
    void an_error_frame_in_mid_watch_is_as_good_as_a_410() {
        api.lists("taskruns", list("10"), list("20"))
                .watches(
                        "taskruns",
                        frames(
                                frame("ADDED", taskRun("a", 11)),
                                frame(
                                        "ERROR",
                                        failure(410, "Expired", "too old").strip())),
                        framesAndHold(frame("ADDED", taskRun("b", 21))));

        flow.from(TASKRUNS);

        toldExactly("LIST_COMPLETE@10", "ADDED a@11", "LIST_COMPLETE@20", "ADDED b@21");
    }

    @Test
    void a_version_from_the_future_is_listed_again() {
        api.lists("taskruns", list("10"), list("20"))
                .watches("taskruns", status(504, "Timeout", "Too large resource version: 10, current: 5"));

        flow.from(TASKRUNS);

        toldExactly("LIST_COMPLETE@10", "LIST_COMPLETE@20");
    }

    @Test
    void a_server_whose_store_was_restored_to_before_our_place_is_listed_again() {
        api.lists("taskruns", list("10"), list("7", taskRun("a", 6)))
                .watches("taskruns", frames(bookmark(12)), drop(""))
                .isAt("7");

        flow.from(TASKRUNS);

        toldExactly("LIST_COMPLETE@10", "BOOKMARK@12", "LISTED a@6", "LIST_COMPLETE@7");
        assertThat(version(2)).isEqualTo("7");
    }

    @Test
    void a_list_whose_continue_token_expired_begins_anew() {
        api.lists(
                "taskruns",
                page("10", "next", taskRun("a", 3)),
                status(410, "Expired", "The provided continue parameter is too old"),
                list("20", taskRun("a", 3), taskRun("b", 4)));

        flow.from(TASKRUNS);

        toldExactly("LISTED a@3", "LISTED a@3", "LISTED b@4", "LIST_COMPLETE@20");
    }

    @Test
    void a_watch_closed_at_once_is_listed_again_without_a_storm_where_a_watch_from_the_servers_version_stays_open() {
        api.isAt("15").lists("taskruns", list("10"), list("20")).always("watch taskruns", (exchange, server) -> {
            boolean lost = exchange.getRequestURI().getQuery().contains("resourceVersion=10&");
            (lost ? frames() : hold()).to(exchange, server);
        });

        flow.from(TASKRUNS);

        patiently().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(flow.told())
                .containsExactly("LIST_COMPLETE@10", "LIST_COMPLETE@20"));
        assertThat(Duration.between(
                        api.requests.get(0).at(),
                        api.requests.get(api.requests.size() - 1).at()))
                .isGreaterThan(Duration.ofSeconds(api.requests.size()));
        assertThat(api.asked(true, "taskruns").stream().map(WatchFaultsTest::from))
                .startsWith("10", "10", "10", "15", "10");
    }

    /** bench/faults pairs, seed 245: a list passes over the runs that came and went while watches ended at once. */
    @Test
    void a_server_that_closes_every_watch_at_once_is_asked_again_and_not_listed() {
        api.isAt("15").lists("taskruns", list("10"));
        AtomicInteger asked = new AtomicInteger();
        api.always("watch taskruns", (exchange, server) -> (asked.incrementAndGet() <= 4
                        ? frames()
                        : framesAndHold(frame("ADDED", taskRun("a", 11)), frame("DELETED", taskRun("a", 12))))
                .to(exchange, server));

        flow.from(TASKRUNS);

        patiently().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(flow.told())
                .containsExactly("LIST_COMPLETE@10", "ADDED a@11", "DELETED a@12"));
        assertThat(api.asked(true, "taskruns").stream().map(WatchFaultsTest::from))
                .containsExactly("10", "10", "10", "15", "10");
    }

    private static String from(ScriptedApi.Request watch) {
        return watch.query().replaceAll(".*&resourceVersion=([0-9]+)&.*", "$1");
    }

    @Test
    void a_watch_that_is_closed_behind_its_first_frame_again_and_again_is_opened_once_a_second() {
        api.lists("taskruns", list("10")).always("watch taskruns", frames(bookmark(11)));

        flow.from(TASKRUNS);

        patiently().until(() -> api.asked(true, "taskruns").size() == 3);
        List<ScriptedApi.Request> asked = api.asked(true, "taskruns");
        assertThat(Duration.between(asked.get(0).at(), asked.get(2).at())).isGreaterThan(Duration.ofMillis(1_800));
        assertThat(api.asked(false, "taskruns")).hasSize(1);
    }

    @Test
    void a_place_that_is_lost_again_at_once_is_listed_again_ever_less_often() {
        api.always("list taskruns", list("10"))
                .always(
                        "watch taskruns",
                        frames(
                                bookmark(11),
                                frame(
                                        "ERROR",
                                        failure(410, "Expired", "too old").strip())));

        flow.from(TASKRUNS);

        patiently().during(Duration.ofSeconds(4)).atMost(Duration.ofSeconds(6)).until(() -> api.requests.size() <= 10);
    }

    @Test
    void a_watch_that_ends_as_agreed_goes_on_where_it_was() {
        api.lists("taskruns", list("10"))
                .watches(
                        "taskruns",
                        frames(frame("ADDED", taskRun("a", 11)), bookmark(15)),
                        framesAndHold(frame("MODIFIED", done("a", 16))));

        flow.from(TASKRUNS);

        toldExactly("LIST_COMPLETE@10", "ADDED a@11", "BOOKMARK@15", "MODIFIED a@16");
        assertThat(version(1)).isEqualTo("15");
        assertThat(api.asked(false, "taskruns")).hasSize(1);
    }

    @Test
    void a_connection_that_breaks_in_mid_frame_loses_and_repeats_nothing() {
        String first = frame("ADDED", taskRun("a", 11));
        String second = frame("ADDED", taskRun("b", 12));
        api.lists("taskruns", list("10"))
                .watches("taskruns", drop(first + "\n" + second.substring(0, 60)))
                .always("watch taskruns", (exchange, server) -> {
                    boolean firstCame = exchange.getRequestURI().getQuery().contains("resourceVersion=11");
                    (firstCame ? framesAndHold(second) : framesAndHold(first, second)).to(exchange, server);
                });

        flow.from(TASKRUNS);

        toldExactly("LIST_COMPLETE@10", "ADDED a@11", "ADDED b@12");
    }

    @Test
    void a_list_that_breaks_off_is_asked_for_again_in_smaller_pages() {
        api.lists(
                "taskruns",
                drop("{\"metadata\":{\"resourceVersion\":\"10\"},\"items\":["),
                list("10", taskRun("a", 3)));

        flow.from(TASKRUNS);

        toldExactly("LISTED a@3", "LIST_COMPLETE@10");
        assertThat(api.asked(false, "taskruns").get(0).query()).contains("limit=500");
        assertThat(api.asked(false, "taskruns").get(1).query()).contains("limit=250");
    }

    @Test
    void without_permission_it_says_what_is_missing_and_recovers_when_granted() {
        api.always("list taskruns", status(403, "Forbidden", "User cannot list"));
        flow.from(TASKRUNS);

        patiently().untilAsserted(() -> assertThat(flow.state().error())
                .contains(
                        "not allowed to list taskruns.tekton.dev in all namespaces (403)",
                        "get, list and watch on \"taskruns\" in API group \"tekton.dev\"",
                        "ClusterRole"));
        assertThat(health().getState()).isEqualTo(HealthCheck.State.DOWN);
        api.always("list taskruns", list("10", taskRun("a", 3)));

        toldExactly("LISTED a@3", "LIST_COMPLETE@10");
        patiently().untilAsserted(() -> assertThat(health().getState()).isEqualTo(HealthCheck.State.UP));
        assertThat(flow.state().error()).isEmpty();
    }

    @Test
    void core_events_have_no_crd_that_could_be_missing() {
        api.always("list events", status(404, "NotFound", "<html>no such page</html>"));
        flow.from("tekton:kubernetes-events?kinds=taskruns&announce=all&cluster=test");

        patiently().untilAsserted(() -> assertThat(flow.states()).anySatisfy(state -> assertThat(state.error())
                .contains("(404), which every Kubernetes serves. Check the server in the kubeconfig")
                .doesNotContain("CRD")));
    }

    @Test
    void a_missing_crd_is_named_and_does_not_hold_up_the_others() {
        api.always("list customruns", status(404, "NotFound", "the server could not find the requested resource"));
        flow.from("tekton:runs?kinds=taskruns,customruns&announce=all&cluster=test");

        patiently().untilAsserted(() -> assertThat(flow.states()).anySatisfy(state -> assertThat(state.error())
                .contains("The CRD customruns.tekton.dev is not installed", "in version v1beta1 (404)")));
        patiently().untilAsserted(() -> assertThat(health().getState()).isEqualTo(HealthCheck.State.UP));
        assertThat(health().getDetails().get("customruns in all namespaces").toString())
                .contains("not installed");
        api.always("list customruns", list("5"));

        patiently().untilAsserted(() -> assertThat(flow.states()).allMatch(state -> state.phase() == Phase.WATCHING));
    }

    @Test
    void a_tekton_that_serves_another_version_only_is_told_so() {
        api.always("list taskruns", status(404, "NotFound", "the server could not find the requested resource"))
                .always(
                        "list tekton.dev",
                        object("{\"versions\":[{\"version\":\"v1beta1\"},{\"version\":\"v1alpha1\"}]}"))
                .always("list v1beta1", object("{\"resources\":[{\"name\":\"tasks\"},{\"name\":\"taskruns\"}]}"))
                .always("list v1alpha1", object("{\"resources\":[{\"name\":\"runs\"}]}"));

        flow.from(TASKRUNS);

        patiently().untilAsserted(() -> assertThat(flow.state().error())
                .contains("serves taskruns in v1beta1, but not in version v1 (404)", "Upgrade Tekton Pipelines")
                .doesNotContain("CRD"));
        assertThat(flow.state().absent()).isTrue();
    }

    @Test
    void a_busy_server_is_left_alone_for_as_long_as_it_asks() {
        api.lists("taskruns", statusRetryAfter(429, "2"), list("10"));

        flow.from(TASKRUNS);

        toldExactly("LIST_COMPLETE@10");
        List<ScriptedApi.Request> asked = api.asked(false, "taskruns");
        assertThat(Duration.between(asked.get(0).at(), asked.get(1).at()))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void a_failing_server_is_asked_again_from_the_same_place() {
        api.lists("taskruns", list("10"))
                .watches(
                        "taskruns",
                        status(500, "InternalError", "etcd leader changed"),
                        status(503, "Unavailable", "starting"),
                        framesAndHold(frame("ADDED", taskRun("a", 11))));

        flow.from(TASKRUNS);

        toldExactly("LIST_COMPLETE@10", "ADDED a@11");
        assertThat(version(2)).isEqualTo("10");
        assertThat(api.asked(false, "taskruns")).hasSize(1);
    }

    @Test
    void a_damaged_frame_is_fetched_again() {
        api.lists("taskruns", list("10"))
                .watches(
                        "taskruns",
                        framesAndHold(frame("ADDED", taskRun("a", 11)), "<html>Bad Gateway</html>"),
                        framesAndHold(
                                frame("ADDED", taskRun("b", 12)),
                                frame("ADDED", taskRun("c", 13)).replace("\"spec\":{},", "\"spec\":{")),
                        framesAndHold(frame("ADDED", taskRun("c", 13))));

        flow.from(TASKRUNS);

        toldExactly("LIST_COMPLETE@10", "ADDED a@11", "ADDED b@12", "ADDED c@13");
        assertThat(version(1)).isEqualTo("11");
        assertThat(version(2)).isEqualTo("12");
        assertThat(flow.state().unreadable()).isZero();
    }

    @Test
    void a_frame_that_stays_damaged_is_counted_and_passed_over() {
        api.lists("taskruns", list("10"))
                .always("watch taskruns", framesAndHold("{\"type\":\"ADDED\"", frame("ADDED", taskRun("b", 12))));

        flow.from(TASKRUNS);

        toldExactly("LIST_COMPLETE@10", "ADDED b@12");
        assertThat(flow.state().unreadable()).isEqualTo(1);
    }

    @Test
    void an_object_that_cannot_be_read_never_stops_the_stream() {
        String nameless =
                "{\"apiVersion\":\"tekton.dev/v1\",\"kind\":\"TaskRun\",\"metadata\":{\"resourceVersion\":\"11\"}}";
        api.lists("taskruns", list("10", "{\"metadata\":{\"name\":\"x\\ny\"},\"status\":{}}", taskRun("a", 3)))
                .watches("taskruns", framesAndHold(frame("ADDED", nameless), frame("ADDED", taskRun("b", 12))));

        flow.from(TASKRUNS);

        toldExactly("LISTED a@3", "LIST_COMPLETE@10", "ADDED b@12");
        assertThat(flow.state().unreadable()).isEqualTo(2);
    }

    @Test
    void what_the_route_refuses_once_is_given_again_before_anything_later() {
        int[] failures = {0};
        api.lists("taskruns", list("10"))
                .watches("taskruns", framesAndHold(frame("ADDED", taskRun("a", 11)), frame("ADDED", taskRun("b", 12))));

        flow.doing(exchange -> {
                    Change change = exchange.getMessage().getBody(Change.class);
                    if (change.run() != null && change.run().name().equals("a") && failures[0]++ < 2) {
                        throw new IllegalStateException("a bug");
                    }
                })
                .from(TASKRUNS);

        toldExactly("LIST_COMPLETE@10", "ADDED a@11", "ADDED b@12");
        assertThat(flow.state().setAside()).isZero();
    }

    @Test
    void what_the_route_refuses_for_good_is_set_aside_loudly_and_the_rest_goes_on() {
        api.lists("taskruns", list("10"))
                .watches("taskruns", framesAndHold(frame("ADDED", taskRun("a", 11)), frame("ADDED", taskRun("b", 12))));

        flow.doing(exchange -> {
                    Change change = exchange.getMessage().getBody(Change.class);
                    if (change.run() != null && change.run().name().equals("a")) {
                        throw new IllegalStateException("a bug");
                    }
                })
                .from(TASKRUNS);

        patiently().atMost(Duration.ofSeconds(15)).untilAsserted(() -> assertThat(flow.told())
                .containsExactly("LIST_COMPLETE@10", "ADDED b@12"));
        assertThat(flow.state().setAside()).isEqualTo(1);
        patiently().untilAsserted(() -> assertThat(
                        health().getDetails().get("taskruns in all namespaces").toString())
                .contains("1 changes that the route failed for"));
    }

    @Test
    void a_list_whose_pages_repeat_their_continue_is_an_error_that_is_asked_for_ever_less_often() {
        api.always("list taskruns", page("10", "same", taskRun("a", 3)));

        flow.from(TASKRUNS);

        patiently().untilAsserted(() -> assertThat(flow.state().error())
                .contains("has no end: its pages repeat each other"));
        patiently().during(Duration.ofSeconds(4)).atMost(Duration.ofSeconds(8)).until(() -> api.requests.size() <= 24);
        api.always("list taskruns", list("11", taskRun("a", 3)));
        patiently().atMost(Duration.ofSeconds(30)).until(() -> flow.told().contains("LIST_COMPLETE@11"));
    }

    @Test
    void so_is_one_whose_continue_is_another_each_time_and_leads_to_the_same_page_or_to_none() {
        AtomicInteger pages = new AtomicInteger();
        api.always("list taskruns", (exchange, server) -> page("10", "p" + pages.incrementAndGet(), taskRun("a", 3))
                .to(exchange, server));
        api.always("list pipelineruns", (exchange, server) -> page("10", "p" + pages.incrementAndGet())
                .to(exchange, server));

        flow.from("tekton:runs?kinds=taskruns,pipelineruns&announce=all&cluster=test");

        patiently().untilAsserted(() -> assertThat(flow.states())
                .allSatisfy(state -> assertThat(state.error()).contains("its pages repeat each other")));
        patiently().during(Duration.ofSeconds(4)).atMost(Duration.ofSeconds(8)).until(() -> api.requests.size() <= 60);
    }

    @Test
    void an_object_larger_than_any_is_passed_over_by_name_and_nothing_else_changes() {
        String large = taskRun("huge", 5).replace("\"spec\":{}", "\"spec\":{\"a\":\"" + "x".repeat(5 << 20) + "\"}");
        api.lists("taskruns", list("10", taskRun("a", 3), large, taskRun("b", 4)))
                .watches(
                        "taskruns",
                        framesAndHold(frame("MODIFIED", large)),
                        framesAndHold(frame("MODIFIED", large), frame("ADDED", taskRun("c", 12))));

        flow.from(TASKRUNS);

        toldExactly("LISTED a@3", "LISTED b@4", "LIST_COMPLETE@10", "ADDED c@12");
        assertThat(flow.state().unreadable()).isEqualTo(2);
    }

    @Test
    void an_object_that_nests_without_measure_is_told_without_its_depths() {
        String deep = taskRun("deep", 5)
                .replace("\"spec\":{}", "\"spec\":{\"a\":" + "[".repeat(600_000) + "]".repeat(600_000) + ",\"b\":1}");
        String behindFields = deep.replace(
                "\"metadata\":{",
                "\"metadata\":{\"managedFields\":[" + "{\"f:a\":".repeat(60_000) + "0" + "}".repeat(60_000) + "],");
        api.lists("taskruns", list("10", deep))
                .watches("taskruns", framesAndHold(frame("ADDED", behindFields), frame("ADDED", taskRun("b", 12))));

        flow.from(TASKRUNS);

        toldExactly("LISTED deep@5", "LIST_COMPLETE@10", "ADDED deep@5", "ADDED b@12");
        assertThat(flow.state().unreadable()).isZero();
        assertThat(flow.changes.get(0).run())
                .satisfies(run -> assertThat(run.trimmed()).isTrue())
                .satisfies(run -> assertThat(new String(run.json(), StandardCharsets.UTF_8))
                        .contains("\"b\":1")
                        .hasSizeLessThan(4_000));
    }

    private HealthCheck.Result health() {
        HealthCheck check =
                HealthCheckRegistry.get(flow.camel).getCheck("tekton-watch").orElseThrow();
        return check.call();
    }
}
