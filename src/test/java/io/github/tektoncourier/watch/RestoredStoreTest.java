package io.github.tektoncourier.watch;

import static io.github.tektoncourier.watch.Flow.patiently;
import static io.github.tektoncourier.watch.ScriptedApi.drop;
import static io.github.tektoncourier.watch.ScriptedApi.frames;
import static io.github.tektoncourier.watch.ScriptedApi.list;
import static io.github.tektoncourier.watch.ScriptedApi.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.run.FakeKnown;
import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.run.KnownRun;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.Scope;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The API server's store came back from a backup and has overtaken the place, so that no number tells. */
@Execution(ExecutionMode.CONCURRENT)
class RestoredStoreTest {
    private static final Scope SCOPE = new Scope("test", "taskruns", "", "");
    private static final Scope PIPELINES = new Scope("test", "pipelineruns", "", "");
    private static final String TASKRUNS = "tekton:runs?kinds=taskruns&cluster=test";

    private final ScriptedApi api = new ScriptedApi().isAt("900");
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

    private static String object(String name, String uid, int version, String status) {
        return ("{\"apiVersion\":\"tekton.dev/v1\",\"kind\":\"TaskRun\",\"metadata\":{\"name\":\"%s\",\"namespace\":\"ci\","
                        + "\"uid\":\"%s\",\"resourceVersion\":\"%d\"},\"status\":{%s}}")
                .formatted(name, uid, version, status);
    }

    private static String ended(String at) {
        return "\"completionTime\":\"" + at + "\",\"conditions\":[{\"type\":\"Succeeded\",\"status\":\"True\","
                + "\"reason\":\"Succeeded\",\"lastTransitionTime\":\"" + at + "\"}]";
    }

    /** Told last, at these versions, by a courier that was at 500 when it stopped. */
    private void told(String name, int version, String status) {
        known.position(SCOPE, new Known.Position("500", true))
                .recent(SCOPE, run(name))
                .latest("uid-" + name, object(name, "uid-" + name, version, status));
    }

    private void there(String name, String uid, int version, String status) {
        api.named(name, list("900", object(name, uid, version, status)));
    }

    private void tells(String... changes) {
        patiently().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(flow.told())
                .containsExactly(changes));
    }

    private List<String> watchedFrom() {
        patiently().atMost(Duration.ofSeconds(60)).until(() -> !api.asked(true, "taskruns")
                .isEmpty());
        return api.asked(true, "taskruns").stream()
                .map(request -> request.query().replaceAll(".*&resourceVersion=([0-9]+)&.*", "$1"))
                .toList();
    }

    @Test
    void a_run_that_is_there_as_it_was_told_proves_the_history_and_what_follows_it_is_read_again() {
        told("a", 480, "");
        there("a", "uid-a", 480, "");

        flow.from(TASKRUNS);

        assertThat(watchedFrom()).containsExactly("480");
        assertThat(api.asked(false, "taskruns")).isEmpty();
    }

    /** bench/faults pairs, seed 104: a run of the backup came to the same end again, and hid that others were gone. */
    @Test
    void the_same_end_again_in_a_restored_store_is_contradicted_by_a_run_that_is_another_one() {
        told("a", 480, ended("2026-11-29T12:00:00Z"));
        known.recent(SCOPE, run("a"), run("b")).latest("uid-b", object("b", "uid-b", 470, ""));
        there("a", "uid-a", 700, ended("2026-11-29T12:00:00Z"));
        there("b", "uid-new", 690, "");
        String again = object("a", "uid-a", 700, ended("2026-11-29T12:00:00Z"));
        api.lists("taskruns", list("910", again, object("b", "uid-new", 690, "")));

        flow.from(TASKRUNS);

        tells("LISTED a@700", "LISTED b@690", "DELETED b@", "LIST_COMPLETE@910");
    }

    /** bench/faults pairs, seed 104 again: the restored store gave the run told last the version that it had. */
    @Test
    void the_same_version_again_in_a_restored_store_is_contradicted_by_a_run_that_is_another_one() {
        told("a", 480, "");
        known.recent(SCOPE, run("a"), run("b")).latest("uid-b", object("b", "uid-b", 470, ""));
        there("a", "uid-a", 480, "");
        there("b", "uid-new", 690, "");
        api.lists("taskruns", list("910", object("a", "uid-a", 480, ""), object("b", "uid-new", 690, "")));

        flow.from(TASKRUNS);

        tells("LISTED a@480", "LISTED b@690", "DELETED b@", "LIST_COMPLETE@910");
    }

    @Test
    void another_state_at_the_same_version_is_another_history() {
        told("a", 480, "");
        there("a", "uid-a", 480, ended("2026-11-29T12:00:00Z"));
        api.lists("taskruns", list("910", object("a", "uid-a", 480, ended("2026-11-29T12:00:00Z"))));

        flow.from(TASKRUNS);

        tells("LISTED a@480", "LIST_COMPLETE@910");
    }

    @Test
    void a_deletion_in_a_restored_store_is_contradicted_by_a_run_that_is_another_one() {
        told("a", 480, "");
        known.recent(SCOPE, run("a"), run("b")).latest("uid-b", object("b", "uid-b", 470, ""));
        api.named("a", list("900"));
        api.history("a", frames(frame("DELETED", object("a", "uid-a", 600, ""))));
        there("b", "uid-new", 690, "");
        api.lists("taskruns", list("910", object("a", "uid-a", 600, ""), object("b", "uid-new", 690, "")));

        flow.from(TASKRUNS);

        tells("LISTED a@600", "LISTED b@690", "DELETED b@", "LIST_COMPLETE@910");
    }

    @Test
    void an_annotation_of_a_run_that_has_ended_is_no_other_history() {
        told("a", 480, ended("2026-11-29T12:00:00Z"));
        there("a", "uid-a", 700, ended("2026-11-29T12:00:00Z"));

        flow.from(TASKRUNS);

        assertThat(watchedFrom()).containsExactly("480");
    }

    @Test
    void a_run_that_went_on_says_nothing_and_the_next_one_is_asked() {
        told("a", 480, "");
        known.recent(SCOPE, run("a"), run("b")).latest("uid-b", object("b", "uid-b", 470, ""));
        there("a", "uid-a", 700, "");
        there("b", "uid-b", 470, "");

        flow.from(TASKRUNS);

        assertThat(watchedFrom()).containsExactly("470");
    }

    @Test
    void a_run_under_another_uid_makes_a_list_that_tells_the_new_one_and_the_old_one_as_deleted() {
        told("a", 480, "");
        there("a", "uid-new", 490, ended("2026-11-29T13:00:00Z"));
        api.lists("taskruns", list("910", object("a", "uid-new", 490, ended("2026-11-29T13:00:00Z"))));

        flow.from(TASKRUNS);

        tells("LISTED a@490", "DELETED a@", "LIST_COMPLETE@910");
        assertThat(flow.changes.get(0).silent()).isFalse();
        assertThat(watchedFrom()).containsExactly("910");
    }

    private static String frame(String type, String object) {
        return "{\"type\":\"" + type + "\",\"object\":" + object + "}";
    }

    @Test
    void a_run_whose_deletion_the_history_tells_proves_the_history_and_nothing_is_listed() {
        told("a", 480, "");
        api.named("a", list("900"));
        api.history("a", frames(frame("DELETED", object("a", "uid-a", 600, ""))));

        flow.from(TASKRUNS);

        assertThat(watchedFrom()).containsExactly("480");
        assertThat(api.asked(false, "taskruns")).isEmpty();
        // more than once where a connection broke meanwhile
        assertThat(api.askedHistories).isNotEmpty().allSatisfy(request -> assertThat(request.query())
                .contains("resourceVersion=480&"));
    }

    @Test
    void the_deletion_of_another_run_of_that_name_proves_nothing() {
        told("a", 480, "");
        api.named("a", list("900"));
        api.history(
                "a",
                frames(
                        frame("ADDED", object("a", "uid-new", 590, "")),
                        frame("DELETED", object("a", "uid-new", 600, ""))));
        api.lists("taskruns", list("910"));

        flow.from(TASKRUNS);

        tells("DELETED a@", "LIST_COMPLETE@910");
    }

    /** bench/faults pairs, seed 245: the list that followed passed over the runs that had come and gone. */
    @Test
    void a_history_that_ends_at_once_is_no_answer_and_asked_again() {
        told("a", 480, "");
        api.named("a", list("900"));
        AtomicInteger asked = new AtomicInteger();
        api.history("a", (exchange, script) -> (asked.getAndIncrement() == 0
                        ? frames(frame("MODIFIED", object("a", "uid-a", 590, "")))
                        : frames(frame("DELETED", object("a", "uid-a", 600, ""))))
                .to(exchange, script));

        flow.from(TASKRUNS);

        assertThat(watchedFrom()).containsExactly("480");
        assertThat(asked).hasValueGreaterThan(1);
        assertThat(api.asked(false, "taskruns")).isEmpty();
    }

    @Test
    void a_history_without_the_deletion_up_to_where_the_run_is_missing_makes_a_list() {
        told("a", 480, "");
        api.named("a", list("900"));
        api.history("a", frames(frame("BOOKMARK", object("", "", 900, ""))));
        api.lists("taskruns", list("910"));

        flow.from(TASKRUNS);

        tells("DELETED a@", "LIST_COMPLETE@910");
    }

    @Test
    void a_history_that_stays_open_as_long_as_it_was_asked_to_and_tells_of_no_deletion_makes_a_list() {
        told("a", 480, "");
        api.named("a", list("900"));
        api.history("a", (exchange, script) -> {
            frames().to(exchange, script);
            Thread.sleep(1_100);
        });
        api.lists("taskruns", list("910"));

        flow.from(TASKRUNS);

        tells("DELETED a@", "LIST_COMPLETE@910");
    }

    @Test
    void where_the_run_is_too_far_back_its_deletion_behind_the_place_lets_the_watch_go_on_there() {
        told("a", 480, "");
        api.named("a", list("900"));
        api.history("a", (exchange, script) -> {
            boolean old = exchange.getRequestURI().getRawQuery().contains("resourceVersion=480&");
            (old
                            ? status(410, "Expired", "too old resource version: 480 (490)")
                            : frames(frame("DELETED", object("a", "uid-a", 600, ""))))
                    .to(exchange, script);
        });

        flow.from(TASKRUNS);

        assertThat(watchedFrom()).containsExactly("500");
        assertThat(api.asked(false, "taskruns")).isEmpty();
    }

    @Test
    void a_history_that_breaks_off_is_asked_again_and_nothing_is_listed() {
        told("a", 480, "");
        api.named("a", list("900"));
        AtomicInteger asked = new AtomicInteger();
        api.history("a", (exchange, script) -> (asked.getAndIncrement() == 0
                        ? drop("")
                        : frames(frame("DELETED", object("a", "uid-a", 600, ""))))
                .to(exchange, script));

        flow.from(TASKRUNS);

        assertThat(watchedFrom()).containsExactly("480");
        assertThat(api.asked(false, "taskruns")).isEmpty();
    }

    @Test
    void a_run_that_ended_at_another_time_than_was_told_proves_nothing_and_one_that_is_gone_makes_a_list() {
        told("a", 480, ended("2026-11-29T12:00:00Z"));
        known.recent(SCOPE, run("a"), run("b"));
        api.history("b", status(410, "Expired", "too old resource version: 500 (600)"));
        there("a", "uid-a", 700, ended("2026-11-29T12:30:00Z"));
        api.lists("taskruns", list("910", object("a", "uid-a", 700, ended("2026-11-29T12:30:00Z"))));

        flow.from(TASKRUNS);

        tells("LISTED a@700", "DELETED b@", "LIST_COMPLETE@910");
    }

    @Test
    void a_run_that_is_older_than_it_was_makes_all_watches_list_again() {
        told("a", 480, "");
        known.position(PIPELINES, new Known.Position("500", true));
        there("a", "uid-a", 450, "");
        api.lists("taskruns", list("910", object("a", "uid-a", 450, "")));
        api.lists("pipelineruns", list("911"));

        flow.from("tekton:runs?kinds=taskruns,pipelineruns&cluster=test");

        patiently().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(flow.told())
                .contains("LISTED a@450", "LIST_COMPLETE@910", "LIST_COMPLETE@911"));
    }

    @Test
    void without_a_run_to_ask_for_the_number_decides_as_before() {
        known.position(SCOPE, new Known.Position("500", true));

        flow.from(TASKRUNS);

        assertThat(watchedFrom()).containsExactly("500");
    }
}
