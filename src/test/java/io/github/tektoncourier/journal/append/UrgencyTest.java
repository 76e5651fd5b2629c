package io.github.tektoncourier.journal.append;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.filter.Globs;
import io.github.tektoncourier.journal.Batches;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.run.Change;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UrgencyTest {

    private static final SubscriptionSettings ALL = SubscriptionSettings.named("all");
    private static final SubscriptionSettings FAILURES =
            ALL.withFilters(Globs.ANY, Globs.ANY, Globs.ANY, Globs.of("failure"));

    @Test
    void a_batch_with_an_event_that_one_of_the_subscriptions_lets_through_goes_at_once() {
        Batch batch = change(Change.Type.MODIFIED, "started");

        boolean waitedFor = Urgency.isWaitedFor(batch, List.of(FAILURES, ALL));

        assertThat(waitedFor).isTrue();
    }

    @Test
    void a_batch_whose_events_all_subscriptions_leave_out_may_wait() {
        Batch batch = change(Change.Type.MODIFIED, "started");

        boolean waitedFor = Urgency.isWaitedFor(batch, List.of(FAILURES, FAILURES));

        assertThat(waitedFor).isFalse();
    }

    @Test
    void what_is_new_of_a_run_goes_at_once_where_a_sink_gets_core_events_with_their_runs() {
        Batch batch = change(Change.Type.MODIFIED, "started");

        boolean waitedFor = Urgency.isWaitedFor(batch, List.of(FAILURES, coreEventsIn("ns-a")));

        assertThat(waitedFor).isTrue();
    }

    @Test
    void what_is_new_of_a_run_may_wait_where_the_sink_of_core_events_leaves_its_namespace_out() {
        Batch batch = change(Change.Type.MODIFIED, "started");

        boolean waitedFor = Urgency.isWaitedFor(batch, List.of(FAILURES, coreEventsIn("ns-b")));

        assertThat(waitedFor).isFalse();
    }

    @Test
    void a_change_of_which_no_snapshot_is_kept_may_wait_whatever_core_events_are_told() {
        Batch batch = change(Change.Type.MODIFIED);

        boolean waitedFor = Urgency.isWaitedFor(batch, List.of(coreEventsIn("ns-a")));

        assertThat(waitedFor).isFalse();
    }

    @Test
    void a_change_that_proves_nothing_new_may_wait() {
        Batch batch = change(Change.Type.MODIFIED);

        boolean waitedFor = Urgency.isWaitedFor(batch, List.of(ALL));

        assertThat(waitedFor).isFalse();
    }

    @Test
    void what_is_only_remembered_and_not_told_may_wait() {
        Batch silent = Batches.silent("a", "started");
        Batch batch = new Batch(change(Change.Type.MODIFIED).change(), silent.data(), silent.entries());

        boolean waitedFor = Urgency.isWaitedFor(batch, List.of(ALL));

        assertThat(waitedFor).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = Change.Type.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"ADDED", "MODIFIED"})
    void what_a_list_a_deletion_or_a_bookmark_says_goes_at_once_whatever_sinks_want(Change.Type type) {
        Batch batch = change(type, "started");

        boolean waitedFor = Urgency.isWaitedFor(batch, List.of(FAILURES));

        assertThat(waitedFor).isTrue();
    }

    @Test
    void without_a_subscription_each_batch_goes_at_once() {
        Batch batch = change(Change.Type.MODIFIED, "started");

        boolean waitedFor = Urgency.isWaitedFor(batch, List.of());

        assertThat(waitedFor).isTrue();
    }

    private static SubscriptionSettings coreEventsIn(String namespace) {
        return ALL.withFilters(
                Globs.of("io.github.tektoncourier.*.kubernetesevent.v1"), Globs.of(namespace), Globs.ANY, Globs.ANY);
    }

    private static Batch change(Change.Type type, String... moments) {
        return Batches.batch(Batches.run("a", null, "1", 0), type, moments);
    }
}
