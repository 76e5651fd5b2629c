package io.github.tektoncourier.watch;

import static io.github.tektoncourier.watch.Flow.patiently;
import static io.github.tektoncourier.watch.Objects.done;
import static io.github.tektoncourier.watch.Objects.frame;
import static io.github.tektoncourier.watch.Objects.taskRun;
import static io.github.tektoncourier.watch.ScriptedApi.drop;
import static io.github.tektoncourier.watch.ScriptedApi.framesAndHold;
import static io.github.tektoncourier.watch.ScriptedApi.list;
import static io.github.tektoncourier.watch.ScriptedApi.noObject;
import static io.github.tektoncourier.watch.ScriptedApi.object;
import static io.github.tektoncourier.watch.ScriptedApi.page;
import static io.github.tektoncourier.watch.ScriptedApi.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.FakeKnown;
import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.run.KnownRun;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What may be concluded from a run that is no longer there, and above all what may not. */
@Execution(ExecutionMode.CONCURRENT)
class MissingRunsTest {
    private static final String TASKRUNS = "tekton:runs?kinds=taskruns&announce=all&cluster=test";
    private static final String SELECTED = TASKRUNS + "&labelSelector=team%3Da";
    private static final Scope SCOPE = new Scope("test", "taskruns", "", "");
    private static final Scope SELECTION = new Scope("test", "taskruns", "", "team=a");
    private static final Known.Position LISTED_BEFORE = new Known.Position("", true);

    private final ScriptedApi api = new ScriptedApi();
    private final FakeKnown known = new FakeKnown();
    private final Flow flow = new Flow(api.client()).knowing(known);

    @AfterEach
    void close() {
        flow.close();
        api.close();
    }

    private static KnownRun run(String name) {
        return new KnownRun(RunKind.TASK_RUN, "uid-" + name, "ci", name);
    }

    private void knowing(Scope scope, String... names) {
        known.position(scope, LISTED_BEFORE);
        for (String name : names) {
            known.live(scope, run(name));
        }
    }

    private void toldExactly(String... changes) {
        patiently().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(flow.told())
                .containsExactly(changes));
    }

    @Test
    void a_run_that_the_list_lacks_is_told_as_deleted_before_the_list_is_complete() {
        knowing(SCOPE, "a", "b", "c");
        known.latest("uid-b", done("b", 5));
        api.lists("taskruns", list("20", taskRun("a", 3), taskRun("d", 15)));

        flow.from(TASKRUNS);

        toldExactly("LISTED a@3", "LISTED d@15", "DELETED b@", "DELETED c@", "LIST_COMPLETE@20");
        Change b = flow.changes.get(2);
        assertThat(b.run().done()).isTrue();
        assertThat(b.position()).isEmpty();
        assertThat(b.silent()).isFalse();
        Change c = flow.changes.get(3);
        assertThat(new String(c.run().json(), StandardCharsets.UTF_8))
                .isEqualTo("{\"apiVersion\":\"tekton.dev/v1\",\"kind\":\"TaskRun\",\"metadata\":{\"name\":\"c\","
                        + "\"namespace\":\"ci\",\"uid\":\"uid-c\"}}");
    }

    @Test
    void the_first_list_of_a_scope_proves_nothing() {
        known.live(SCOPE, run("a"));
        api.lists("taskruns", list("20"));

        flow.from(TASKRUNS);

        toldExactly("LIST_COMPLETE@20");
    }

    @Test
    void a_run_under_an_old_name_is_another_run() {
        knowing(SCOPE, "a");
        api.lists("taskruns", list("20", taskRun("a", 15).replace("uid-a", "uid-new")));

        flow.from(TASKRUNS);

        toldExactly("LISTED a@15", "DELETED a@", "LIST_COMPLETE@20");
    }

    @Test
    void what_cannot_be_read_is_there_as_long_as_its_uid_can() {
        knowing(SCOPE, "a", "b");
        api.lists("taskruns", list("20", "{\"kind\":\"TaskRun\",\"metadata\":{\"uid\":\"uid-a\"},\"status\":{}}"));

        flow.from(TASKRUNS);

        toldExactly("DELETED b@", "LIST_COMPLETE@20");
    }

    @Test
    void an_object_without_a_uid_could_be_any_run_so_none_is_missing() {
        knowing(SCOPE, "a", "b");
        api.lists("taskruns", list("20", "{\"kind\":\"TaskRun\",\"metadata\":{\"name\":\"a\"},\"status\":{}}"));

        flow.from(TASKRUNS);

        toldExactly("LIST_COMPLETE@20");
    }

    @Test
    void pages_that_show_different_moments_prove_nothing_and_the_watch_begins_at_the_first() {
        knowing(SCOPE, "a", "b");
        api.lists("taskruns", page("20", "next", taskRun("c", 3)), list("25", taskRun("d", 22)));

        flow.from(TASKRUNS);

        toldExactly("LISTED c@3", "LISTED d@22", "LIST_COMPLETE@20");
        patiently().untilAsserted(() -> assertThat(api.asked(true, "taskruns")).isNotEmpty());
        assertThat(api.asked(true, "taskruns").get(0).query()).contains("resourceVersion=20");
    }

    @Test
    void a_list_that_expires_on_its_way_begins_anew_and_only_the_new_one_counts() {
        knowing(SCOPE, "a", "b");
        api.lists(
                "taskruns",
                page("10", "next", taskRun("a", 3)),
                status(410, "Expired", "The provided continue parameter is too old"),
                list("20", taskRun("b", 4)));

        flow.from(TASKRUNS);

        toldExactly("LISTED a@3", "LISTED b@4", "DELETED a@", "LIST_COMPLETE@20");
        assertThat(api.asked(false, "taskruns").get(2).query()).doesNotContain("continue");
    }

    @Test
    void what_a_first_page_held_that_broke_off_is_not_held_against_the_next_try() {
        knowing(SCOPE, "a", "b");
        api.lists(
                "taskruns",
                drop("{\"metadata\":{\"resourceVersion\":\"10\"},\"items\":[" + taskRun("a", 3) + ","),
                list("20", taskRun("b", 4)));

        flow.from(TASKRUNS);

        toldExactly("LISTED a@3", "LISTED b@4", "DELETED a@", "LIST_COMPLETE@20");
    }

    @Test
    void a_page_in_the_middle_that_breaks_off_costs_nothing() {
        knowing(SCOPE, "a", "b", "c");
        api.lists(
                "taskruns",
                page("20", "next", taskRun("a", 3)),
                drop("{\"metadata\":{\"resourceVersion\":\"20\"},\"items\":[" + taskRun("b", 4) + ","),
                list("20", taskRun("b", 4)));

        flow.from(TASKRUNS);

        toldExactly("LISTED a@3", "LISTED b@4", "LISTED b@4", "DELETED c@", "LIST_COMPLETE@20");
    }

    @Test
    void no_right_and_no_crd_prove_nothing() {
        knowing(SCOPE, "a");
        api.lists(
                "taskruns",
                status(403, "Forbidden", "no"),
                status(404, "NotFound", "the server could not find the requested resource"),
                status(500, "InternalError", "no"),
                list("20", taskRun("a", 3)));

        flow.from(TASKRUNS);

        toldExactly("LISTED a@3", "LIST_COMPLETE@20");
    }

    @Test
    void runs_that_are_not_of_this_scope_are_not_missed_in_it() {
        knowing(new Scope("test", "taskruns", "ci", ""));
        Scope scope = new Scope("test", "taskruns", "ci", "");
        known.live(scope, new KnownRun(RunKind.PIPELINE_RUN, "uid-p", "ci", "p"));
        known.live(scope, new KnownRun(RunKind.TASK_RUN, "uid-t", "other", "t"));
        api.lists("taskruns", list("20"));

        flow.from(TASKRUNS + "&namespaces=ci");

        toldExactly("LIST_COMPLETE@20");
    }

    @Test
    void what_the_route_refused_was_there_all_the_same() {
        knowing(SCOPE, "a", "b");
        api.lists("taskruns", list("20", taskRun("a", 3)));
        flow.doing(exchange -> {
            if (exchange.getMessage().getBody(Change.class).type() == Change.Type.LISTED) {
                throw new IllegalStateException("a bug");
            }
        });

        flow.from(TASKRUNS);

        toldExactly("DELETED b@", "LIST_COMPLETE@20");
        assertThat(flow.state().setAside()).isEqualTo(1);
    }

    @Test
    void with_a_selector_only_a_get_tells_a_deletion_from_other_labels() {
        knowing(SELECTION, "left", "gone", "replaced", "secret", "broken", "unserved");
        api.lists("taskruns", list("20"))
                .always("list left", object(taskRun("left", 19)))
                .always("list gone", noObject("gone"))
                .always("list replaced", object(taskRun("replaced", 19).replace("uid-replaced", "uid-new")))
                .always("list secret", status(403, "Forbidden", "no"))
                .always("list broken", status(500, "InternalError", "no"))
                .always("list unserved", status(404, "NotFound", "the server could not find the requested resource"));

        flow.from(SELECTED);

        toldExactly("DELETED gone@", "DELETED replaced@", "LIST_COMPLETE@20");
        assertThat(api.asked(false, "left")).hasSize(1);
        assertThat(api.asked(false, "left").get(0).path()).isEqualTo("/apis/tekton.dev/v1/namespaces/ci/taskruns/left");
    }

    @Test
    void with_a_selector_a_server_that_fails_is_not_asked_about_every_run() {
        String[] names = new String[50];
        for (int i = 0; i < names.length; i++) {
            names[i] = "r" + i;
            api.always("list r" + i, status(503, "Unavailable", "no"));
        }
        knowing(SELECTION, names);
        api.lists("taskruns", list("20"));

        flow.from(SELECTED);

        toldExactly("LIST_COMPLETE@20");
        assertThat(api.requests.stream().filter(r -> r.resource().startsWith("r")))
                .hasSize(3);
    }

    @Test
    void a_run_that_leaves_the_selection_moves_the_position_and_no_more() {
        api.lists("taskruns", list("10", taskRun("left", 3), taskRun("gone", 4)))
                .watches(
                        "taskruns",
                        framesAndHold(
                                frame("DELETED", taskRun("left", 11)),
                                frame("DELETED", taskRun("gone", 12)),
                                frame("ADDED", taskRun("b", 13))))
                .always("list left", object(taskRun("left", 11)))
                .always("list gone", noObject("gone"));

        flow.from(SELECTED);

        toldExactly(
                "LISTED left@3", "LISTED gone@4", "LIST_COMPLETE@10", "BOOKMARK@11", "DELETED gone@12", "ADDED b@13");
    }

    @Test
    void a_get_that_fails_brings_the_frame_again() {
        api.lists("taskruns", list("10", taskRun("gone", 4)))
                .always("watch taskruns", framesAndHold(frame("DELETED", taskRun("gone", 12))))
                .lists("gone", status(500, "InternalError", "no"), status(503, "Unavailable", "no"), noObject("gone"));

        flow.from(SELECTED);

        toldExactly("LISTED gone@4", "LIST_COMPLETE@10", "DELETED gone@12");
    }

    @Test
    void a_get_that_goes_on_failing_leaves_the_question_open_and_the_watch_goes_on() {
        api.lists("taskruns", list("10", taskRun("gone", 4)))
                .always(
                        "watch taskruns",
                        framesAndHold(frame("DELETED", taskRun("gone", 12)), frame("ADDED", taskRun("b", 13))))
                .always("list gone", status(500, "InternalError", "no"));

        flow.from(SELECTED);

        toldExactly("LISTED gone@4", "LIST_COMPLETE@10", "BOOKMARK@12", "ADDED b@13");
        assertThat(api.asked(false, "gone")).hasSize(3);
    }

    @Test
    void without_the_right_to_get_nothing_is_concluded_and_the_watch_goes_on() {
        api.lists("taskruns", list("10", taskRun("a", 4)))
                .always(
                        "watch taskruns",
                        framesAndHold(frame("DELETED", taskRun("a", 12)), frame("ADDED", taskRun("b", 13))))
                .always("list a", status(403, "Forbidden", "no"));

        flow.from(SELECTED);

        toldExactly("LISTED a@4", "LIST_COMPLETE@10", "BOOKMARK@12", "ADDED b@13");
        assertThat(api.asked(false, "a")).hasSize(1);
    }

    @Test
    void without_a_selector_nobody_is_asked() {
        knowing(SCOPE, "a");
        api.lists("taskruns", list("20")).watches("taskruns", framesAndHold(frame("DELETED", taskRun("b", 21))));

        flow.from(TASKRUNS);

        toldExactly("DELETED a@", "LIST_COMPLETE@20", "DELETED b@21");
        assertThat(api.requests).extracting(ScriptedApi.Request::resource).containsOnly("taskruns");
    }
}
