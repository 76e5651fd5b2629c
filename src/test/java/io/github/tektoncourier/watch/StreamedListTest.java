package io.github.tektoncourier.watch;

import static io.github.tektoncourier.watch.Flow.patiently;
import static io.github.tektoncourier.watch.Objects.bookmark;
import static io.github.tektoncourier.watch.Objects.done;
import static io.github.tektoncourier.watch.Objects.endOfList;
import static io.github.tektoncourier.watch.Objects.frame;
import static io.github.tektoncourier.watch.Objects.kubernetesEvent;
import static io.github.tektoncourier.watch.Objects.taskRun;
import static io.github.tektoncourier.watch.ScriptedApi.failure;
import static io.github.tektoncourier.watch.ScriptedApi.frames;
import static io.github.tektoncourier.watch.ScriptedApi.framesAndHold;
import static io.github.tektoncourier.watch.ScriptedApi.list;
import static io.github.tektoncourier.watch.ScriptedApi.status;
import static io.github.tektoncourier.watch.ScriptedApi.statusRetryAfter;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.run.FakeKnown;
import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.run.KnownRun;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.Scope;
import io.github.tektoncourier.watch.reflect.WatchState;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A scope that must be listed again asks for one stream that is the list and then the watch, where the server gives it. */
@Execution(ExecutionMode.CONCURRENT)
class StreamedListTest {
    private static final String TASKRUNS = "tekton:runs?kinds=taskruns&announce=all&cluster=test";
    private static final Scope SCOPE = new Scope("test", "taskruns", "", "");

    private final ScriptedApi api = new ScriptedApi();
    private final FakeKnown known = new FakeKnown().position(SCOPE, new Known.Position("", true));
    private final Flow flow = new Flow(api.client()).knowing(known);

    @AfterEach
    void close() {
        flow.close();
        api.close();
    }

    private void toldExactly(String... changes) {
        patiently().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(flow.told())
                .containsExactly(changes));
    }

    private static KnownRun run(String name) {
        return new KnownRun(RunKind.TASK_RUN, "uid-" + name, "ci", name);
    }

    @Test
    void one_request_is_list_and_watch() {
        api.streams(
                "taskruns",
                framesAndHold(
                        frame("ADDED", taskRun("a", 3)),
                        frame("ADDED", taskRun("b", 4)),
                        endOfList(10),
                        frame("MODIFIED", done("a", 11))));

        flow.from(TASKRUNS);

        toldExactly("LISTED a@3", "LISTED b@4", "LIST_COMPLETE@10", "MODIFIED a@11");
        assertThat(api.requests).isEmpty();
        assertThat(api.streams).singleElement().satisfies(request -> assertThat(request.query())
                .contains("sendInitialEvents=true", "resourceVersionMatch=NotOlderThan", "allowWatchBookmarks=true")
                .doesNotContain("resourceVersion="));
        assertThat(flow.state().phase()).isEqualTo(WatchState.Phase.WATCHING);
    }

    @Test
    void what_it_lacks_is_gone_and_what_goes_meanwhile_is_told_once() {
        known.live(SCOPE, run("a"), run("b"), run("c"));
        api.streams(
                "taskruns",
                framesAndHold(
                        frame("ADDED", taskRun("a", 3)),
                        frame("ADDED", taskRun("b", 4)),
                        frame("DELETED", taskRun("b", 9)),
                        endOfList(10)));

        flow.from(TASKRUNS);

        toldExactly("LISTED a@3", "LISTED b@4", "DELETED b@", "DELETED c@", "LIST_COMPLETE@10");
    }

    @Test
    void before_its_end_nothing_is_a_place_to_resume_from_and_bookmarks_are_none() {
        api.streams(
                "taskruns",
                framesAndHold(
                        frame("ADDED", taskRun("a", 3)),
                        frame("MODIFIED", done("a", 8)),
                        bookmark(9),
                        frame("ADDED", taskRun("b", 10)),
                        endOfList(12)));

        flow.from(TASKRUNS);

        toldExactly("LISTED a@3", "LISTED a@8", "LISTED b@10", "LIST_COMPLETE@12");
        assertThat(flow.changes.subList(0, 3))
                .allMatch(change -> change.position().isEmpty());
    }

    @Test
    void a_stream_that_breaks_off_proves_nothing_and_after_two_of_them_pages_come_through() {
        known.live(SCOPE, run("a"), run("b"), run("c"));
        api.streams(
                        "taskruns",
                        frames(frame("ADDED", taskRun("a", 3))),
                        ScriptedApi.drop(
                                frame("ADDED", taskRun("a", 3)) + "\n" + frame("ADDED", taskRun("b", 4)) + "\n"))
                .lists("taskruns", list("20", taskRun("a", 3), taskRun("b", 4)));

        flow.from(TASKRUNS);

        toldExactly(
                "LISTED a@3", "LISTED a@3", "LISTED b@4", "LISTED a@3", "LISTED b@4", "DELETED c@", "LIST_COMPLETE@20");
        assertThat(api.streams).hasSize(2);
    }

    @Test
    void a_server_that_refuses_is_not_asked_again() {
        api.lists("taskruns", list("10"), list("20"))
                .watches("taskruns", status(410, "Expired", "too old"), framesAndHold(bookmark(21)));

        flow.from(TASKRUNS);

        toldExactly("LIST_COMPLETE@10", "LIST_COMPLETE@20", "BOOKMARK@21");
        assertThat(api.streams).hasSize(1);
    }

    @Test
    void a_server_that_is_starting_is_asked_again_for_the_stream() {
        api.streams(
                "taskruns",
                statusRetryAfter(429, "1"),
                status(500, "InternalError", "etcd"),
                framesAndHold(endOfList(10)));

        flow.from(TASKRUNS);

        toldExactly("LIST_COMPLETE@10");
        assertThat(api.requests).isEmpty();
        assertThat(api.streams).hasSize(3);
    }

    @Test
    void a_stream_that_is_cut_behind_its_end_goes_on_as_a_watch_from_there() {
        api.streams("taskruns", frames(frame("ADDED", taskRun("a", 3)), endOfList(10)))
                .watches("taskruns", framesAndHold(frame("MODIFIED", done("a", 11))));

        flow.from(TASKRUNS);

        toldExactly("LISTED a@3", "LIST_COMPLETE@10", "MODIFIED a@11");
        assertThat(api.requests.get(0).query()).contains("resourceVersion=10");
        assertThat(api.streams).hasSize(1);
    }

    @Test
    void an_error_in_the_stream_begins_the_list_anew() {
        known.live(SCOPE, run("a"), run("b"));
        String expired = frame("ERROR", failure(410, "Expired", "too old").strip());
        api.streams(
                "taskruns",
                frames(frame("ADDED", taskRun("a", 3)), expired),
                framesAndHold(frame("ADDED", taskRun("b", 4)), endOfList(10)));

        flow.from(TASKRUNS);

        toldExactly("LISTED a@3", "LISTED b@4", "DELETED a@", "LIST_COMPLETE@10");
    }

    @Test
    void an_object_that_is_cut_off_breaks_the_stream_and_is_not_passed_over() {
        String cut = frame("ADDED", taskRun("a", 3)).replace("\"spec\":{},", "\"spec\":{");
        api.streams(
                "taskruns",
                framesAndHold(cut, endOfList(10)),
                framesAndHold(frame("ADDED", taskRun("a", 3)), endOfList(11)));

        flow.from(TASKRUNS);

        toldExactly("LISTED a@3", "LIST_COMPLETE@11");
    }

    @Test
    void the_first_list_of_a_scope_comes_in_pages_because_it_must_not_be_silent_about_what_changes_meanwhile() {
        api.lists("taskruns", list("10", taskRun("a", 3)));

        flow.from(TASKRUNS.replace("cluster=test", "cluster=new"));

        toldExactly("LISTED a@3", "LIST_COMPLETE@10");
        assertThat(api.streams).isEmpty();
    }

    @Test
    void core_events_come_as_a_stream_too_and_those_that_expire_meanwhile_are_nothing() {
        known.position(new Scope("test", "events/TaskRun", "", ""), new Known.Position("", true));
        api.streams(
                "events",
                framesAndHold(
                        frame("ADDED", kubernetesEvent("e", 3)),
                        frame("DELETED", kubernetesEvent("old", 4)),
                        endOfList(10)));

        flow.from("tekton:kubernetes-events?kinds=taskruns&announce=all&cluster=test");

        toldExactly("LISTED e@3", "LIST_COMPLETE@10");
    }
}
