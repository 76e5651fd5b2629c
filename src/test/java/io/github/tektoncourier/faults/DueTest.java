package io.github.tektoncourier.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.e2e.Life;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DueTest {

    private static final Map<String, String> ALL = Map.of("courier.announce", "all");
    private static final Map<String, String> NEW = Map.of("courier.announce", "new");
    private static final Map<String, String> NEW_IN_TEAM_A =
            Map.of("courier.announce", "new", "courier.namespaces", "team-a");
    private static final Map<String, String> ACTIVE_IN_TEAM_A =
            Map.of("courier.announce", "active", "courier.namespaces", "team-a");

    private static final Set<String> WHOLE = Set.of(
            "u dev.tekton.event.taskrun.queued.v1",
            "u dev.tekton.event.taskrun.started.v1",
            "u dev.tekton.event.taskrun.running.v1",
            "u dev.tekton.event.taskrun.failed.v1",
            "u io.github.tektoncourier.taskrun.stepfinished.v1");
    private static final String DELETED = "u io.github.tektoncourier.taskrun.deleted.v1";

    @Test
    void a_run_that_exists_is_due_with_every_moment() {
        LivedRun run = run(100, 110, 120, 130);

        Set<String> due = due(run, List.of(epoch(0, 50, NEW)), Map.of());

        assertThat(due).isEqualTo(WHOLE);
    }

    @Test
    void what_was_not_written_yet_is_not_due() {
        LivedRun run = run(100, 110);

        Set<String> due = due(run, List.of(epoch(0, 50, NEW)), Map.of());

        assertThat(due)
                .containsExactly("u dev.tekton.event.taskrun.queued.v1", "u dev.tekton.event.taskrun.started.v1");
    }

    @Test
    void what_was_over_before_the_first_list_is_due_only_with_announce_all() {
        LivedRun run = run(1, 2, 3, 4);

        Set<String> new_ = due(run, List.of(epoch(10, 50, NEW)), Map.of());
        Set<String> all = due(run, List.of(epoch(10, 50, ALL)), Map.of());

        assertThat(new_).isEmpty();
        assertThat(all).isEqualTo(WHOLE);
    }

    @Test
    void globs_see_what_they_match_as_one_scope() {
        LivedRun run = run(100, 110, 120, 130);
        Map<String, String> globs =
                Map.of("courier.announce", "new", "courier.namespaces", "*-b," + run.namespace() + "*");
        Map<String, String> others = Map.of("courier.announce", "all", "courier.namespaces", "other-*");

        assertThat(due(run, List.of(epoch(0, 50, globs)), Map.of())).isEqualTo(WHOLE);
        assertThat(epoch(0, 50, others).sees(run)).isFalse();
        assertThat(epoch(0, 50, globs).scopeOf(run)).contains("*-b," + run.namespace() + "*");
    }

    @Test
    void of_a_run_still_going_at_the_first_list_the_rest_is_due() {
        LivedRun run = run(1, 2, 60, 70);

        Set<String> due = due(run, List.of(epoch(10, 50, NEW)), Map.of());

        assertThat(due)
                .containsExactlyInAnyOrder(
                        "u dev.tekton.event.taskrun.running.v1",
                        "u dev.tekton.event.taskrun.failed.v1",
                        "u io.github.tektoncourier.taskrun.stepfinished.v1");
    }

    @Test
    void a_run_that_the_ledger_knows_is_told_on_in_a_new_scope() {
        LivedRun run = run(100, 110, 210, 220);

        Set<String> due = due(run, List.of(epoch(0, 50, NEW), epoch(200, 250, NEW_IN_TEAM_A)), Map.of("u", 105L));

        assertThat(due).isEqualTo(WHOLE);
    }

    @Test
    void a_run_that_a_new_scope_meets_first_may_be_silent_up_to_its_first_list() {
        LivedRun run = run(190, 195, 210, 260);

        Set<String> due = due(run, List.of(epoch(0, 50, NEW), epoch(200, 250, NEW_IN_TEAM_A)), Map.of("u", 260L));

        assertThat(due)
                .containsExactlyInAnyOrder(
                        "u dev.tekton.event.taskrun.failed.v1", "u io.github.tektoncourier.taskrun.stepfinished.v1");
    }

    @Test
    void active_tells_the_past_of_a_run_still_going_at_the_first_list() {
        LivedRun run = run(190, 195, 210, 260);

        Set<String> due = due(run, List.of(epoch(0, 50, NEW), epoch(200, 250, ACTIVE_IN_TEAM_A)), Map.of());

        assertThat(due).isEqualTo(WHOLE);
    }

    @Test
    void a_run_that_no_scope_saw_for_a_while_is_due_when_its_scope_is_back() {
        LivedRun run = new LivedRun("u", Life.TASK_FAILS, "team-b", "n", "a", 210, List.of(220L, 230L, 240L), 0);

        Set<String> due =
                due(run, List.of(epoch(0, 50, NEW), epoch(200, 205, NEW_IN_TEAM_A), epoch(300, 310, NEW)), Map.of());

        assertThat(due).isEqualTo(WHOLE);
    }

    @Test
    void a_scope_whose_first_list_was_cut_short_is_met_again() {
        LivedRun run = run(60, 70, 80, 90);

        Set<String> due = due(run, List.of(epoch(0, Long.MAX_VALUE, NEW), epoch(100, 150, NEW)), Map.of());

        assertThat(due).isEmpty();
    }

    @Test
    void of_a_known_run_that_is_gone_the_deletion_is_due() {
        LivedRun run = run(100, 110, 120, 130).deleted(140);

        Set<String> due = due(run, List.of(epoch(0, 50, NEW)), Map.of("u", 105L));

        assertThat(due).containsExactly(DELETED);
    }

    @Test
    void of_a_run_that_is_gone_everything_is_due_where_the_watch_never_lost_its_place() {
        LivedRun run = run(100, 110, 120, 130).deleted(140);

        Set<String> due = new Due(List.of(epoch(0, 50, NEW)), Map.of("u", 105L), true).of(List.of(run));

        assertThat(due).containsAll(WHOLE).contains(DELETED);
    }

    @Test
    void a_run_of_which_nothing_was_ever_told_may_go_untold() {
        LivedRun run = run(100, 110, 120, 130).deleted(140);

        Set<String> due = due(run, List.of(epoch(0, 50, NEW)), Map.of());

        assertThat(due).isEmpty();
    }

    private static LivedRun run(long created, long... written) {
        List<Long> statuses = Arrays.stream(written).boxed().toList();
        return new LivedRun("u", Life.TASK_FAILS, "team-a", "n", "a", created, statuses, 0);
    }

    private static CourierEpoch epoch(long began, long watching, Map<String, String> settings) {
        return new CourierEpoch(began, watching, settings);
    }

    private static Set<String> due(LivedRun run, List<CourierEpoch> epochs, Map<String, Long> told) {
        return new Due(epochs, told, false).of(List.of(run));
    }
}
