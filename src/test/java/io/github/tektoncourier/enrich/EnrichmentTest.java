package io.github.tektoncourier.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.FakeKnown;
import io.github.tektoncourier.run.KubernetesEvent;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.Scope;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EnrichmentTest {

    private static final Scope SCOPE = new Scope("c", "events/TaskRun", "", "");
    private static final String STORED = "{\"metadata\":{\"name\":\"a\",\"namespace\":\"ns\",\"uid\":\"u-1\"}}";
    private static final Map<String, Object> FETCHED =
            Map.of("kind", "TaskRun", "metadata", Map.of("name", "a", "namespace", "ns", "uid", "u-1"));

    private final FakeKnown known = new FakeKnown();
    private final Ticking clock = new Ticking();
    private final Enrichment enrich = new Enrichment(known, "", clock, time -> {
        throw new AssertionError("nobody waits for a run");
    });

    @Test
    void a_known_run_goes_with_its_event() {
        known.latest("u-1", STORED);

        Change change = enrich.enrich(event());

        assertThat(Objects.requireNonNull(change.run()).where()).isEqualTo("ns/a");
        assertThat(change.event()).isNotNull();
        assertThat(enrich.lacksRun(change)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "CloudEventSent, TaskRunEvents",
        "CloudEventFailed, CustomRunEvents",
        "Cloud Event Failure, TaskRun",
        "Delivered, tekton-courier",
    })
    void what_tells_of_sending_events_would_loop_and_is_dropped(String reason, String component) {
        Change change = enrich.enrich(event(Change.Type.ADDED, false, reason, component, "TaskRun", "a"));

        assertThat(change.type()).isEqualTo(Change.Type.BOOKMARK);
        assertThat(change.event()).isNull();
        assertThat(change.position()).contains("9");
    }

    @Test
    void what_is_dropped_from_a_list_is_no_position_to_resume_from() {
        Change change =
                enrich.enrich(event(Change.Type.LISTED, false, "CloudEventSent", "TaskRunEvents", "TaskRun", "a"));

        assertThat(change.event()).isNull();
        assertThat(change.position()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"Pod, a", "taskruns, a", "TaskRun, ../../secrets", "TaskRun, ''", "TaskRun, A_b"})
    void what_is_not_about_a_run_is_dropped_and_never_asked_for(String kind, String name) {
        Change change = enrich.enrich(event(Change.Type.ADDED, false, "Pulled", "kubelet", kind, name));

        assertThat(change.event()).isNull();
        assertThat(change.position()).contains("9");
        assertThat(enrich.lacksRun(change)).isFalse();
    }

    @Test
    void an_event_that_outlived_its_time_is_dropped() {
        assertThat(enrich.enrich(event(Change.Type.DELETED, false, "Pulled", "kubelet", "TaskRun", "a"))
                        .event())
                .isNull();
    }

    @Test
    void a_silent_event_needs_no_run_and_nobody_is_asked() {
        Change change = enrich.enrich(event(Change.Type.LISTED, true, "Pulled", "kubelet", "TaskRun", "a"));

        assertThat(enrich.lacksRun(change)).isFalse();
        assertThat(change.silent()).isTrue();
        assertThat(Objects.requireNonNull(change.run()).uid()).isEqualTo("u-1");
    }

    @ParameterizedTest
    @EnumSource(
            value = Change.Type.class,
            names = {"BOOKMARK", "LIST_COMPLETE"})
    void bare_positions_pass(Change.Type type) {
        Change change = Change.ofScope(SCOPE, type, "7");

        assertThat(enrich.enrich(change)).isSameAs(change);
        assertThat(enrich.withAnswer(change)).isSameAs(change);
        assertThat(enrich.lacksRun(change)).isFalse();
    }

    @Test
    void a_fetched_run_serves_the_events_of_the_next_seconds() {
        Change first = enrich.enrich(event());
        assertThat(enrich.lacksRun(first)).isTrue();
        assertThat(Objects.requireNonNull(first.run()).kind()).isEqualTo(RunKind.TASK_RUN);

        Change fetched = enrich.withFetched(first, FETCHED);

        assertThat(Objects.requireNonNull(fetched.run()).json()).isNotEmpty();
        Change second = enrich.enrich(event());
        assertThat(enrich.lacksRun(second)).isFalse();
        assertThat(Objects.requireNonNull(enrich.withAnswer(second).run()).json())
                .isNotEmpty();
        clock.now = clock.now.plus(Duration.ofSeconds(31));
        assertThat(enrich.lacksRun(second)).isTrue();
    }

    @Test
    void a_young_event_that_outran_its_run_waits_for_it_instead_of_asking() {
        Enrichment patient = new Enrichment(known, "", clock, time -> {
            known.latest("u-1", STORED);
            return true;
        });

        Change change = patient.enrich(Change.ofEvent(SCOPE, Change.Type.ADDED, false, at(clock.now)));

        assertThat(patient.lacksRun(change)).isFalse();
        assertThat(Objects.requireNonNull(change.run()).json()).isNotEmpty();
    }

    @Test
    void of_a_run_that_does_not_come_a_young_event_is_late_by_one_short_wait_and_the_next_by_none() {
        List<Duration> waits = new ArrayList<>();
        Enrichment patient = new Enrichment(known, "", clock, waits::add);

        Change change = patient.enrich(Change.ofEvent(SCOPE, Change.Type.ADDED, false, at(clock.now)));
        boolean asks = patient.lacksRun(change);
        patient.gone(change);
        int first = waits.size();
        patient.enrich(Change.ofEvent(SCOPE, Change.Type.ADDED, false, at(clock.now)));

        assertThat(asks).isTrue();
        assertThat(waits.stream().reduce(Duration.ZERO, Duration::plus)).isEqualTo(Duration.ofSeconds(1));
        assertThat(waits).hasSize(first);
    }

    @Test
    void an_old_event_waits_for_nothing() {
        Change change = enrich.enrich(Change.ofEvent(SCOPE, Change.Type.ADDED, false, at(clock.now.minusSeconds(3))));

        assertThat(enrich.lacksRun(change)).isTrue();
    }

    @Test
    void another_run_of_the_same_name_is_not_taken() {
        Change change = enrich.withFetched(
                enrich.enrich(event()),
                Map.of("kind", "TaskRun", "metadata", Map.of("name", "a", "namespace", "ns", "uid", "u-2")));

        assertThat(Objects.requireNonNull(change.run()).uid()).isEqualTo("u-1");
        assertThat(change.run().json()).isEmpty();
    }

    @Test
    void a_run_that_nobody_has_is_asked_for_once() {
        Change change = enrich.withFetched(enrich.enrich(event()), Map.of());

        assertThat(Objects.requireNonNull(change.run()).json()).isEmpty();
        assertThat(change.run().where()).isEqualTo("ns/a");
        assertThat(enrich.lacksRun(enrich.enrich(event()))).isFalse();
    }

    @Test
    void while_the_api_server_fails_events_go_on_and_it_is_asked_now_and_then() {
        Change change = enrich.notFetched(enrich.enrich(event()), new IllegalStateException("403"));

        assertThat(Objects.requireNonNull(change.run()).json()).isEmpty();
        assertThat(enrich.lacksRun(enrich.enrich(event()))).isFalse();
        clock.now = clock.now.plus(Duration.ofSeconds(11));
        assertThat(enrich.lacksRun(enrich.enrich(event()))).isTrue();
        enrich.notFetched(enrich.enrich(event()), new IllegalStateException("403"));
        clock.now = clock.now.plus(Duration.ofSeconds(11));
        assertThat(enrich.lacksRun(enrich.enrich(event())))
                .as("each time it waits longer")
                .isFalse();
        clock.now = clock.now.plus(Duration.ofMinutes(5));
        assertThat(enrich.lacksRun(enrich.enrich(event()))).isTrue();
    }

    @Test
    void a_stored_run_that_became_unreadable_is_asked_for_again() {
        known.latest("u-1", "nonsense");

        assertThat(enrich.lacksRun(enrich.enrich(event()))).isTrue();
    }

    @Test
    void a_flood_of_events_about_runs_that_nobody_knows_is_not_asked_for() {
        int asked = 0;
        for (int i = 0; i < 1_000; i++) {
            asked += enrich.lacksRun(
                            enrich.enrich(event(Change.Type.ADDED, false, "Pulled", "kubelet", "TaskRun", "a-" + i)))
                    ? 1
                    : 0;
        }

        assertThat(asked).isEqualTo(3);
    }

    @Test
    void that_there_is_no_such_run_is_remembered() {
        Change change = enrich.enrich(event());
        assertThat(enrich.lacksRun(change)).isTrue();
        enrich.gone(change);

        clock.now = clock.now.plus(Duration.ofMinutes(9));

        assertThat(enrich.lacksRun(change)).isFalse();
    }

    private static Change event() {
        return event(Change.Type.ADDED, false, "Pulled", "kubelet", "TaskRun", "a");
    }

    private static KubernetesEvent at(Instant time) {
        KubernetesEvent event = Objects.requireNonNull(event().event());
        return new KubernetesEvent(
                event.uid(),
                event.namespace(),
                event.name(),
                event.resourceVersion(),
                event.involved(),
                event.type(),
                event.reason(),
                event.message(),
                event.count(),
                event.component(),
                time,
                event.json());
    }

    private static Change event(
            Change.Type type, boolean silent, String reason, String component, String kind, String name) {
        KubernetesEvent event = new KubernetesEvent(
                "e-1",
                "ns",
                "a.1",
                "9",
                new KubernetesEvent.Involved("tekton.dev/v1", kind, "ns", name, "u-1"),
                "Normal",
                reason,
                "",
                1,
                component,
                null,
                new byte[] {'{', '}'});
        return Change.ofEvent(SCOPE, type, silent, event);
    }

    private static final class Ticking extends Clock {
        private Instant now = Instant.parse("2026-11-22T12:00:00Z");

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
