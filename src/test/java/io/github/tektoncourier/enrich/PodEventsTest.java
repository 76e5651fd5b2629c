package io.github.tektoncourier.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.FakeKnown;
import io.github.tektoncourier.run.KnownRun;
import io.github.tektoncourier.run.KubernetesEvent;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.Scope;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Core Events about pods: whose they are, how long it is worth waiting to know it, and what becomes of the rest. */
class PodEventsTest {

    private static final Scope SCOPE = new Scope("c", "events/Pod", "", "");
    private static final Scope RUNS = new Scope("c", "taskruns", "", "team=a");
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
    private static final KnownRun RUN = new KnownRun(RunKind.TASK_RUN, "u-1", "ns", "a");

    private final FakeKnown known = new FakeKnown().reached(RUNS, START);
    private final Moving clock = new Moving();
    private Runnable meanwhile = () -> {};
    private boolean stopping;
    private final Enrichment enrich = new Enrichment(known, "team=a", clock, this::pause);

    private boolean pause(Duration time) {
        clock.now = clock.now.plus(time);
        meanwhile.run();
        return !stopping;
    }

    @Test
    void a_pods_event_goes_with_the_task_run_that_made_the_pod() {
        known.pod("ns", "a-pod", RUN).latest("u-1", json(START.minusSeconds(5)));

        Change change = enrich.enrich(event("a-pod", START));

        assertThat(run(change).where()).isEqualTo("ns/a");
        assertThat(run(change).json()).isNotEmpty();
        assertThat(enrich.lacksRun(change)).isFalse();
        assertThat(waited()).isZero();
    }

    @Test
    void a_run_whose_body_nobody_kept_is_asked_for_by_its_own_name() {
        known.pod("ns", "a-pod", RUN);
        Change change = enrich.enrich(event("a-pod", START));
        assertThat(enrich.lacksRun(change)).isTrue();
        assertThat(run(change).name()).isEqualTo("a");

        Change fetched = enrich.withFetched(
                change, Map.of("kind", "TaskRun", "metadata", Map.of("name", "a", "namespace", "ns", "uid", "u-1")));

        assertThat(run(fetched).json()).isNotEmpty();
        assertThat(run(enrich.gone(change)).json())
                .as("without it, if it is gone")
                .isEmpty();
    }

    @Test
    void a_pod_that_the_ledger_does_not_know_yet_is_waited_for() {
        meanwhile = () -> {
            if (waited().compareTo(Duration.ofSeconds(3)) >= 0) {
                known.pod("ns", "a-pod", RUN);
            }
        };

        Change change = enrich.enrich(event("a-pod", START));

        assertThat(run(change).uid()).isEqualTo("u-1");
        assertThat(waited()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void after_ten_seconds_it_is_dropped_and_counted_and_its_position_goes_on() {
        Change change = enrich.enrich(event("a-pod-retry1", START));

        assertThat(change.event()).isNull();
        assertThat(change.position()).contains("9");
        assertThat(waited()).isEqualTo(Duration.ofSeconds(10));
        assertThat(enrich.dropped(Drop.UNKNOWN_POD)).isEqualTo(1);
        assertThat(enrich.lacksRun(change)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx-6d4cf56db6-x7k2p", "coredns", "db-0", "my-pod-6d4cf56db6-x7k2p", "podinfo-x7k2p"})
    void a_pod_whose_name_tekton_would_not_give_is_not_waited_for(String pod) {
        assertThat(enrich.enrich(event(pod, START)).event()).isNull();

        assertThat(waited()).isZero();
        assertThat(enrich.dropped(Drop.FOREIGN_POD)).isEqualTo(1);
        assertThat(enrich.dropped(Drop.UNKNOWN_POD)).isZero();
    }

    @Test
    void whatever_its_name_a_pod_that_the_ledger_knows_is_told() {
        known.pod("ns", "odd", RUN);

        assertThat(run(enrich.enrich(event("odd", START))).uid()).isEqualTo("u-1");
    }

    @Test
    void many_events_about_unknown_pods_delay_the_stream_by_one_wait_not_by_their_sum() {
        Duration latest = Duration.ZERO;
        for (int i = 0; i < 500; i++) {
            Instant recorded = START.plusMillis(100L * i);
            clock.now = clock.now.isBefore(recorded) ? recorded : clock.now;
            enrich.enrich(event("foreign" + i + "-pod", recorded));
            Duration late = Duration.between(recorded, clock.now);
            latest = late.compareTo(latest) > 0 ? late : latest;
        }

        assertThat(latest).isLessThanOrEqualTo(Duration.ofMillis(10_200));
        assertThat(enrich.dropped(Drop.UNKNOWN_POD)).isEqualTo(500);
    }

    @Test
    void an_old_event_of_a_list_is_not_waited_for() {
        for (int i = 0; i < 1_000; i++) {
            Change change = enrich.enrich(
                    event(Change.Type.LISTED, false, "foreign-pod", "p-" + i, START.minusSeconds(11 + i)));
            assertThat(change.position()).isEmpty();
        }

        assertThat(waited()).isZero();
    }

    @Test
    void events_from_the_future_hold_up_nobody() {
        for (int i = 0; i < 100; i++) {
            enrich.enrich(event("a-pod", START.plus(Duration.ofDays(365))));
        }
        assertThat(waited()).isZero();

        enrich.enrich(event("a-pod", START.plusSeconds(3)));

        assertThat(waited()).as("a node's clock may be ahead a little").isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void an_event_without_a_time_is_not_waited_for() {
        assertThat(enrich.enrich(event("a-pod", null)).event()).isNull();

        assertThat(waited()).isZero();
    }

    @Test
    void while_runs_are_first_listed_past_events_wait_for_that_all_together_and_not_for_ever() {
        known.notReached(RUNS);
        for (int i = 0; i < 50; i++) {
            enrich.enrich(event(Change.Type.LISTED, true, "foreign" + i + "-pod", "p", START.minusSeconds(600)));
        }

        assertThat(waited()).isEqualTo(Duration.ofMinutes(1));
        assertThat(enrich.dropped(Drop.UNKNOWN_POD))
                .as("nothing of them would be sent")
                .isZero();
    }

    @Test
    void a_first_list_of_runs_that_ends_ends_the_wait() {
        known.notReached(RUNS);
        meanwhile = () -> {
            if (waited().compareTo(Duration.ofSeconds(2)) >= 0) {
                known.pod("ns", "a-pod", RUN).reached(RUNS, START);
            }
        };

        Change foreign = enrich.enrich(event(Change.Type.LISTED, true, "b-pod", "p", START.minusSeconds(600)));
        Change ours = enrich.enrich(event(Change.Type.LISTED, true, "a-pod", "p", START.minusSeconds(600)));

        assertThat(waited()).isEqualTo(Duration.ofSeconds(2));
        assertThat(foreign.event()).isNull();
        assertThat(run(ours).uid()).isEqualTo("u-1");
        assertThat(enrich.lacksRun(ours)).as("nothing of it will be sent").isFalse();
    }

    @Test
    void after_an_outage_an_old_event_waits_while_the_ledger_comes_nearer_to_its_time() {
        known.reached(RUNS, START.minusSeconds(600));
        meanwhile = () -> {
            known.reached(RUNS, START.minusSeconds(600).plus(waited().multipliedBy(20)));
            if (waited().compareTo(Duration.ofSeconds(25)) >= 0) {
                known.pod("ns", "a-pod", RUN);
            }
        };

        Change change = enrich.enrich(event("a-pod", START.minusSeconds(60)));

        assertThat(run(change).uid()).isEqualTo("u-1");
    }

    @Test
    void a_ledger_that_stands_still_is_waited_for_once_whatever_the_number_of_events() {
        known.reached(RUNS, START.minusSeconds(600));

        for (int i = 0; i < 50; i++) {
            enrich.enrich(event(Change.Type.LISTED, false, "foreign-pod", "p", START.minusSeconds(60 + i)));
        }

        assertThat(waited()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void a_stop_ends_the_wait_at_once_and_the_event_is_neither_told_nor_passed() {
        meanwhile = () -> stopping = true;

        assertThatThrownBy(() -> enrich.enrich(event("a-pod", START))).hasMessageContaining("read again");

        assertThat(waited()).isLessThan(Duration.ofSeconds(1));
        assertThat(enrich.dropped(Drop.UNKNOWN_POD)).isZero();
    }

    @Test
    void while_a_name_returns_the_new_pods_event_waits_for_the_new_run() {
        KnownRun next = new KnownRun(RunKind.TASK_RUN, "u-2", "ns", "a");
        known.pod("ns", "a-pod", "p-1", RUN);
        meanwhile = () -> known.pod("ns", "a-pod", "p-2", next);

        Change late = enrich.enrich(event(Change.Type.ADDED, false, "a-pod", "p-1", START));
        Change young = enrich.enrich(event(Change.Type.ADDED, false, "a-pod", "p-2", START));

        assertThat(run(late).uid()).isEqualTo("u-1");
        assertThat(run(young).uid()).isEqualTo("u-2");
    }

    @Test
    void a_pod_made_again_under_its_name_is_its_runs_after_the_wait() {
        known.pod("ns", "a-pod", "p-1", RUN);

        Change change = enrich.enrich(event(Change.Type.ADDED, false, "a-pod", "p-2", START));

        assertThat(run(change).uid()).isEqualTo("u-1");
    }

    @Test
    void an_event_from_before_the_run_began_is_about_an_earlier_pod_of_that_name() {
        known.pod("ns", "a-pod", RUN).latest("u-1", json(START));

        Change earlier = enrich.enrich(event("a-pod", START.minusSeconds(30)));
        Change skewed = enrich.enrich(event("a-pod", START.minusSeconds(1)));

        assertThat(earlier.event()).isNull();
        assertThat(enrich.dropped(Drop.EARLIER_POD)).isEqualTo(1);
        assertThat(skewed.event()).as("a node's clock may be behind a little").isNotNull();
    }

    @ParameterizedTest
    @EnumSource(
            value = Change.Type.class,
            names = {"DELETED"})
    void an_event_that_outlived_its_time_is_not_waited_for(Change.Type type) {
        assertThat(enrich.enrich(event(type, false, "a-pod", "p", START)).event())
                .isNull();

        assertThat(waited()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../secrets", "A-pod", ""})
    void a_name_that_no_pod_has_is_dropped(String pod) {
        assertThat(enrich.enrich(event(pod, START)).event()).isNull();

        assertThat(waited()).isZero();
    }

    private Duration waited() {
        return Duration.between(START, clock.now);
    }

    private static Run run(Change change) {
        return Objects.requireNonNull(change.run());
    }

    private static String json(Instant created) {
        return "{\"metadata\":{\"name\":\"a\",\"namespace\":\"ns\",\"uid\":\"u-1\",\"creationTimestamp\":\"" + created
                + "\"}}";
    }

    private static Change event(String pod, @Nullable Instant time) {
        return event(Change.Type.ADDED, false, pod, "p", time);
    }

    private static Change event(Change.Type type, boolean silent, String pod, String podUid, @Nullable Instant time) {
        KubernetesEvent event = new KubernetesEvent(
                "e-1",
                "ns",
                "a.1",
                "9",
                new KubernetesEvent.Involved("v1", "Pod", "ns", pod, podUid),
                "Normal",
                "Scheduled",
                "",
                1,
                "default-scheduler",
                time,
                new byte[] {'{', '}'});
        return Change.ofEvent(SCOPE, type, silent, event);
    }

    private static final class Moving extends Clock {
        private Instant now = START;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
