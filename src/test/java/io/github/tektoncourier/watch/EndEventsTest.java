package io.github.tektoncourier.watch;

import static io.github.tektoncourier.watch.Flow.patiently;
import static io.github.tektoncourier.watch.Objects.done;
import static io.github.tektoncourier.watch.Objects.end;
import static io.github.tektoncourier.watch.Objects.taskRun;
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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Runs that ended and were deleted between two watches: what their core Events still prove. */
@Execution(ExecutionMode.CONCURRENT)
class EndEventsTest {
    private static final String TASKRUNS = "tekton:runs?kinds=taskruns&announce=all&cluster=test";
    private static final Scope SCOPE = new Scope("test", "taskruns", "", "");
    private static final Instant NOW = Instant.now();
    private static final Instant BEFORE = NOW.minusSeconds(600);
    private static final Instant MEANWHILE = NOW.minusSeconds(300);

    private final ScriptedApi api = new ScriptedApi();
    private final FakeKnown known =
            new FakeKnown().position(SCOPE, new Known.Position("", true)).reached(SCOPE, BEFORE);
    private final Flow flow = new Flow(api.client()).knowing(known);

    @AfterEach
    void close() {
        flow.close();
        api.close();
    }

    private static KnownRun run(String name) {
        return new KnownRun(RunKind.TASK_RUN, "uid-" + name, "ci", name);
    }

    /** What the next list of Events shows. */
    private void ended(String... events) {
        api.lists("events", list("90", events));
    }

    private void toldExactly(String... changes) {
        patiently().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(flow.told())
                .containsExactly(changes));
    }

    @Test
    void a_run_that_ended_and_went_tells_its_end_and_then_that_it_is_gone() {
        known.live(SCOPE, run("a"), run("b"), run("c")).latest("uid-a", taskRun("a", 5));
        ended(end("a", "TaskRun", "Succeeded", 80, MEANWHILE), end("b", "TaskRun", "Failed", 81, MEANWHILE));
        api.lists("taskruns", list("100"));

        flow.from(TASKRUNS);

        toldExactly("RECOVERED a@", "DELETED a@", "RECOVERED b@", "DELETED b@", "DELETED c@", "LIST_COMPLETE@100");
        Change a = flow.changes.get(0);
        assertThat(a.event().reason()).isEqualTo("Succeeded");
        assertThat(a.event().message()).isEqualTo("All done");
        assertThat(a.run().created()).isNotNull();
        assertThat(flow.changes.get(2).event().reason()).isEqualTo("Failed");
        assertThat(flow.changes.get(2).run().created()).isNull();
    }

    @Test
    void a_run_that_came_ended_and_went_is_told_by_what_its_event_says() {
        ended(end("new", "TaskRun", "Succeeded", 80, MEANWHILE));
        api.lists("taskruns", list("100"));

        flow.from(TASKRUNS);

        toldExactly("RECOVERED new@", "DELETED new@", "LIST_COMPLETE@100");
        assertThat(flow.changes.get(0).run().uid()).isEqualTo("uid-new");
    }

    @Test
    void the_events_are_asked_for_before_the_runs_so_that_a_younger_run_is_never_taken_for_gone() {
        ended(end("a", "TaskRun", "Succeeded", 80, MEANWHILE));
        api.lists("taskruns", status(500, "InternalError", "no"), list("100", done("a", 99)));

        flow.from(TASKRUNS);

        toldExactly("LISTED a@99", "LIST_COMPLETE@100");
        assertThat(api.requests)
                .extracting(ScriptedApi.Request::resource)
                .startsWith("events", "taskruns", "events", "taskruns");
        List<ScriptedApi.Request> asked = api.asked(false, "events");
        assertThat(asked.get(0).query())
                .contains("fieldSelector=involvedObject.kind=TaskRun,reason!=Started,reason!=Running,reason!=Pending");
    }

    @Test
    void an_end_recorded_while_the_runs_were_listed_counts_for_runs_that_were_met() {
        known.live(SCOPE, run("a"), run("b"));
        ended();
        ended(
                end("a", "TaskRun", "Succeeded", 92, Instant.now()),
                end("younger", "TaskRun", "Succeeded", 93, Instant.now()));
        api.lists("taskruns", list("91"));

        flow.from(TASKRUNS);

        toldExactly("RECOVERED a@", "DELETED a@", "DELETED b@", "LIST_COMPLETE@91");
        assertThat(api.asked(false, "events")).hasSize(2);
    }

    @Test
    void only_what_tektons_own_controllers_said_in_the_gap_counts() {
        ended(
                end("early", "TaskRun", "Succeeded", 80, BEFORE.minusSeconds(60)),
                end("late", "TaskRun", "Succeeded", 81, NOW.plusSeconds(3_600)),
                end("mallory", "TaskRun", "Succeeded", 82, MEANWHILE)
                        .replace("\"component\":\"TaskRun\"", "\"component\":\"mallory\"")
                        .replace("\"reportingComponent\":\"TaskRun\"", "\"reportingComponent\":\"mallory\""),
                end("group", "TaskRun", "Succeeded", 83, MEANWHILE).replace("tekton.dev/v1", "example.dev/v1"),
                end("kind", "PipelineRun", "Succeeded", 84, MEANWHILE),
                end("reason", "TaskRun", "Running", 85, MEANWHILE),
                end("Not/A/Name", "TaskRun", "Succeeded", 86, MEANWHILE),
                end("elsewhere", "TaskRun", "Succeeded", 87, MEANWHILE)
                        .replace("\"namespace\":\"ci\",\"uid\":\"event", "\"namespace\":\"mine\",\"uid\":\"event"),
                "{\"metadata\":{\"name\":\"broken\"}}",
                end("timeless", "TaskRun", "Succeeded", 88, MEANWHILE).replace("lastTimestamp", "whatever"));
        api.lists("taskruns", list("100"));

        flow.from(TASKRUNS);

        toldExactly("LIST_COMPLETE@100");
    }

    @Test
    void the_latest_event_of_a_run_tells() {
        known.live(SCOPE, run("a"), run("b"));
        ended(
                end("a", "TaskRun", "Succeeded", 80, MEANWHILE),
                end("b", "TaskRun", "Succeeded", 84, MEANWHILE),
                end("a", "TaskRun", "Failed", 82, MEANWHILE.minusSeconds(5)),
                end("b", "TaskRun", "Failed", 83, MEANWHILE));
        api.lists("taskruns", list("100"));

        flow.from(TASKRUNS);

        toldExactly("RECOVERED a@", "DELETED a@", "RECOVERED b@", "DELETED b@", "LIST_COMPLETE@100");
        assertThat(flow.changes.get(0).event().reason()).isEqualTo("Succeeded");
        assertThat(flow.changes.get(2).event().reason()).isEqualTo("Succeeded");
    }

    @Test
    void what_ended_before_the_gap_was_told_then() {
        known.live(SCOPE, run("a")).latest("uid-a", done("a", 5));
        ended(end("a", "TaskRun", "Failed", 81, MEANWHILE));
        api.lists("taskruns", list("100"));

        flow.from(TASKRUNS);

        toldExactly("DELETED a@", "LIST_COMPLETE@100");
    }

    @Test
    void an_event_cannot_make_a_run_of_another_scope_look_gone() {
        known.told("uid-victim", "queued", "started").told("uid-named", "kubernetesevent/e/1");
        ended(
                end("victim", "TaskRun", "Succeeded", 80, MEANWHILE),
                end("named", "TaskRun", "Succeeded", 81, MEANWHILE));
        api.lists("taskruns", list("100"));

        flow.from(TASKRUNS);

        toldExactly("RECOVERED named@", "DELETED named@", "LIST_COMPLETE@100");
    }

    @Test
    void an_event_under_another_name_is_not_about_this_run() {
        known.live(SCOPE, run("a"));
        ended(end("a", "TaskRun", "Succeeded", 80, MEANWHILE).replace("\"name\":\"a\"", "\"name\":\"b\""));
        api.lists("taskruns", list("100"));

        flow.from(TASKRUNS);

        toldExactly("DELETED a@", "LIST_COMPLETE@100");
    }

    @Test
    void with_a_selector_only_runs_that_were_known_are_told() {
        Scope selection = new Scope("test", "taskruns", "", "team=a");
        known.position(selection, new Known.Position("", true))
                .reached(selection, BEFORE)
                .live(selection, run("gone"), run("left"));
        ended(
                end("gone", "TaskRun", "Succeeded", 80, MEANWHILE),
                end("left", "TaskRun", "Succeeded", 81, MEANWHILE),
                end("unknown", "TaskRun", "Succeeded", 82, MEANWHILE));
        api.lists("taskruns", list("100"))
                .always("list gone", noObject("gone"))
                .always("list left", object(taskRun("left", 99)));

        flow.from(TASKRUNS + "&labelSelector=team%3Da");

        toldExactly("RECOVERED gone@", "DELETED gone@", "LIST_COMPLETE@100");
    }

    @Test
    void pages_of_events_are_read_to_the_end() {
        known.live(SCOPE, run("a"), run("b"));
        api.lists(
                "events",
                page("90", "next", end("a", "TaskRun", "Succeeded", 80, MEANWHILE)),
                list("90", end("b", "TaskRun", "Succeeded", 81, MEANWHILE)));
        api.lists("taskruns", list("100"));

        flow.from(TASKRUNS);

        toldExactly("RECOVERED a@", "DELETED a@", "RECOVERED b@", "DELETED b@", "LIST_COMPLETE@100");
    }

    @Test
    void without_the_right_to_list_events_deletions_are_told_all_the_same() {
        known.live(SCOPE, run("a"));
        api.always("list events", status(403, "Forbidden", "no")).lists("taskruns", list("100"));

        flow.from(TASKRUNS);

        toldExactly("DELETED a@", "LIST_COMPLETE@100");
        assertThat(api.asked(false, "events")).hasSize(1);
    }

    @Test
    void events_that_cannot_be_had_hold_up_the_runs_for_seconds_only() {
        known.live(SCOPE, run("a"));
        api.always("list events", status(410, "Expired", "no")).lists("taskruns", list("100"));

        flow.from(TASKRUNS);

        toldExactly("DELETED a@", "LIST_COMPLETE@100");
        assertThat(api.asked(false, "events")).hasSize(5);
    }

    @Test
    void where_it_is_not_known_since_when_nobody_watched_nothing_is_recovered() {
        Scope other = new Scope("other", "taskruns", "", "");
        known.position(other, new Known.Position("", true)).live(other, run("a"));
        api.always("list events", list("90", end("a", "TaskRun", "Succeeded", 80, MEANWHILE)))
                .lists("taskruns", list("100"));

        flow.from(TASKRUNS.replace("cluster=test", "cluster=other"));

        toldExactly("DELETED a@", "LIST_COMPLETE@100");
        assertThat(api.asked(false, "events")).isEmpty();
    }

    @Test
    void the_first_list_of_a_scope_recovers_nothing() {
        known.position(SCOPE, Known.Position.NONE);
        api.always("list events", list("90", end("a", "TaskRun", "Succeeded", 80, MEANWHILE)))
                .lists("taskruns", list("100"));

        flow.from(TASKRUNS);

        toldExactly("LIST_COMPLETE@100");
        assertThat(api.asked(false, "events")).isEmpty();
    }
}
