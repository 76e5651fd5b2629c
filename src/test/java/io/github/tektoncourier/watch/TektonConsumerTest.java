package io.github.tektoncourier.watch;

import static io.github.tektoncourier.watch.Objects.bookmark;
import static io.github.tektoncourier.watch.Objects.done;
import static io.github.tektoncourier.watch.Objects.frame;
import static io.github.tektoncourier.watch.Objects.kubernetesEvent;
import static io.github.tektoncourier.watch.Objects.taskRun;
import static io.github.tektoncourier.watch.ScriptedApi.framesAndHold;
import static io.github.tektoncourier.watch.ScriptedApi.list;
import static io.github.tektoncourier.watch.ScriptedApi.page;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.InMemoryKnown;
import io.github.tektoncourier.run.Scope;
import io.github.tektoncourier.watch.reflect.WatchState;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.ServiceStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TektonConsumerTest {
    private static final String TASKRUNS = "tekton:runs?kinds=taskruns&cluster=test";

    private final ScriptedApi api = new ScriptedApi();
    private final Flow flow = new Flow(api.client());

    @AfterEach
    void close() {
        flow.close();
        api.close();
    }

    @Test
    void a_scope_is_listed_page_by_page_and_then_watched() {
        api.lists("taskruns", page("10", "more", taskRun("a", 3), taskRun("b", 4)), list("10", done("c", 5)))
                .watches(
                        "taskruns",
                        framesAndHold(frame("ADDED", taskRun("d", 11)), bookmark(15), frame("DELETED", done("c", 16))));

        flow.from(TASKRUNS + "&announce=all");

        await().untilAsserted(() -> assertThat(flow.told())
                .containsExactly(
                        "LISTED a@3",
                        "LISTED b@4",
                        "LISTED c@5",
                        "LIST_COMPLETE@10",
                        "ADDED d@11",
                        "BOOKMARK@15",
                        "DELETED c@16"));
        assertThat(api.asked(false, "taskruns").get(1).query()).contains("continue=more");
        assertThat(api.asked(true, "taskruns").get(0).query())
                .contains("resourceVersion=10", "allowWatchBookmarks=true");
        assertThat(api.asked(true, "taskruns").get(0).path()).isEqualTo("/apis/tekton.dev/v1/taskruns");
    }

    @Test
    void at_first_sight_old_runs_are_silent_unless_asked_for() {
        api.always("list taskruns", list("10", taskRun("going", 3), done("ended", 4)));

        flow.from(TASKRUNS + "&announce=active");

        await().untilAsserted(() ->
                assertThat(flow.told()).containsExactly("LISTED going@3", "(LISTED ended@4)", "LIST_COMPLETE@10"));
    }

    @Test
    void by_default_only_what_happens_from_now_on_is_told() {
        api.lists("taskruns", list("10", taskRun("going", 3)))
                .watches("taskruns", framesAndHold(frame("MODIFIED", done("going", 12))));

        flow.from(TASKRUNS);

        await().untilAsserted(() ->
                assertThat(flow.told()).containsExactly("(LISTED going@3)", "LIST_COMPLETE@10", "MODIFIED going@12"));
    }

    @Test
    void a_stored_position_is_watched_from_without_a_list() {
        InMemoryKnown known = new InMemoryKnown();
        known.reached(Change.ofScope(new Scope("test", "taskruns", "", ""), Change.Type.LIST_COMPLETE, "42"));
        flow.knowing(known).from(TASKRUNS);

        await().until(() -> api.openWatches() == 1);
        assertThat(api.asked(false, "taskruns")).isEmpty();
        assertThat(api.asked(true, "taskruns").get(0).query()).contains("resourceVersion=42");
    }

    @Test
    void core_events_are_watched_by_the_kind_they_are_about() {
        api.always("list events", list("7"))
                .watches(
                        "events",
                        framesAndHold(
                                frame("ADDED", kubernetesEvent("e", 8)), frame("DELETED", kubernetesEvent("old", 9))));

        flow.from("tekton:kubernetes-events?kinds=taskruns&namespaces=ci&cluster=test");

        await().untilAsserted(
                        () -> assertThat(flow.told()).containsExactly("LIST_COMPLETE@7", "ADDED e@8", "BOOKMARK@9"));
        ScriptedApi.Request watch = api.asked(true, "events").get(0);
        assertThat(watch.path()).isEqualTo("/api/v1/namespaces/ci/events");
        assertThat(watch.query()).contains("fieldSelector=involvedObject.kind=TaskRun", "timeoutSeconds=60");
    }

    @Test
    void core_events_about_all_kinds_are_watched_by_the_api_version_of_what_they_are_about() {
        flow.from("tekton:kubernetes-events?about=runs,pods&namespaces=ci&cluster=test");

        await().until(() -> api.openWatches() == 3);
        assertThat(api.asked(true, "events"))
                .extracting(ScriptedApi.Request::query)
                .extracting(query -> query.replaceAll(".*fieldSelector=", ""))
                .containsExactlyInAnyOrder(
                        "involvedObject.apiVersion=tekton.dev/v1",
                        "involvedObject.apiVersion=tekton.dev/v1beta1",
                        "involvedObject.kind=Pod");
    }

    @Test
    void each_kind_and_namespace_has_a_watch_of_its_own() {
        flow.from("tekton:runs?kinds=taskruns,customruns&namespaces=a,b&labelSelector=team=x&cluster=test");

        await().until(() -> api.openWatches() == 4);
        assertThat(flow.states())
                .extracting(WatchState::scope)
                .containsExactlyInAnyOrder(
                        "taskruns in namespace a with labels team=x",
                        "customruns in namespace a with labels team=x",
                        "taskruns in namespace b with labels team=x",
                        "customruns in namespace b with labels team=x");
        assertThat(api.asked(true, "customruns").get(0).query()).contains("labelSelector=team=x");
    }

    @Test
    void stopping_closes_the_connections_and_starting_again_opens_each_once() throws Exception {
        flow.from(TASKRUNS);
        await().until(() -> api.openWatches() == 1);

        flow.camel.getRouteController().stopRoute("watch");
        await().until(() -> api.openWatches() == 0);
        flow.camel.getRouteController().startRoute("watch");

        await().until(() -> api.openWatches() == 1);
        assertThat(api.asked(true, "taskruns")).hasSize(2);
        assertThat(flow.camel.getRouteController().getRouteStatus("watch")).isEqualTo(ServiceStatus.Started);
        assertThat(flow.states()).hasSize(1);
    }

    @Test
    void a_step_that_is_under_way_when_the_route_stops_is_not_disturbed() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        AtomicBoolean disturbed = new AtomicBoolean();
        api.lists("taskruns", list("10", taskRun("a", 3)));
        flow.doing(exchange -> {
                    entered.countDown();
                    try {
                        TimeUnit.MILLISECONDS.sleep(500);
                    } catch (InterruptedException e) {
                        disturbed.set(true);
                    }
                })
                .from(TASKRUNS);
        entered.await();

        flow.camel.getRouteController().stopRoute("watch");

        assertThat(flow.told()).containsExactly("(LISTED a@3)");
        assertThat(disturbed).isFalse();
    }

    @Test
    void what_is_watched_for_nothing_asks_nothing() {
        flow.from("tekton:kubernetes-events?about=off");

        assertThat(flow.states()).isEmpty();
        assertThat(api.requests).isEmpty();
    }

    @Test
    void a_wrong_option_is_refused_in_the_users_words() {
        for (String[] wrong : List.of(
                new String[] {"tekton:run", "use tekton:runs or tekton:kubernetes-events"},
                new String[] {"tekton:runs?kinds=tasks", "kinds: \"tasks\" is no kind of run"},
                new String[] {"tekton:kubernetes-events?about=nodes", "about: \"nodes\" is unknown"})) {
            assertThatThrownBy(() -> flow.camel.getEndpoint(wrong[0]))
                    .rootCause()
                    .hasMessageContaining(wrong[1]);
        }
    }
}
