package io.github.tektoncourier.journal.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.journal.Backoff;
import io.github.tektoncourier.journal.FakeClock;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.Verdict;
import io.github.tektoncourier.journal.track.EventRow;
import io.github.tektoncourier.journal.track.Progress;
import io.github.tektoncourier.journal.track.Resume;
import io.github.tektoncourier.journal.track.SequenceGaps;
import io.github.tektoncourier.slot.SlotReading;
import io.github.tektoncourier.text.Rate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deliveries of a subscription with a slot: each value has lanes, a breaker, retries and books of its own. */
class SlotDeliveryTest {

    private static final Verdict NO_ANSWER = Verdict.retry(false, "refused");

    private final FakeClock clock = new FakeClock();
    private final TreeMap<Progress.Unit, Progress.Row> rows =
            new TreeMap<>(Comparator.comparingLong(Progress.Unit::seq).thenComparing(Progress.Unit::value));
    private Progress.Counters counters = new Progress.Counters(0, 0, 0, 0);
    private long position;
    private long appended;
    private int lanes = 8;
    private Rate limit = Rate.parse("", "");
    private DeliveryState state = begin();

    private DeliveryState begin() {
        SubscriptionSettings settings = SubscriptionSettings.named("s")
                .withRetryFor(Duration.ofMinutes(10))
                .withLanes(lanes)
                .withRate(limit)
                .withBackoff(new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), 0));
        Resume resume =
                new Resume(1, position, counters, "", 0, 0, List.copyOf(rows.values()), SequenceGaps.none(), "", 0);
        return new DeliveryState(
                settings, true, resume, new TracksPropertyTest.Quiet(), new SplittableRandom(1), clock.millis());
    }

    private static EventRow row(long seq, String key) {
        return new EventRow(seq, "t", "ns", "taskrun", "", key, 0, "{}", seq);
    }

    private static SlotReading values(String... values) {
        return new SlotReading(List.of(values), List.of(), false, "", "");
    }

    private void offer(String key, SlotReading reading) {
        state.offer(row(++appended, key), reading, clock.millis());
    }

    private List<DeliveryState.Attempt> allThatMayGo() {
        List<DeliveryState.Attempt> attempts = new ArrayList<>();
        for (var next = state.next(clock.millis()); next != null; next = state.next(clock.millis())) {
            attempts.add(next);
        }
        return attempts;
    }

    private static List<String> valuesOf(List<DeliveryState.Attempt> attempts) {
        return attempts.stream()
                .map(attempt -> attempt.lane().destination.value)
                .sorted()
                .toList();
    }

    private void commit() {
        Progress progress = state.books().progress();
        if (progress != null) {
            position = progress.position();
            counters = progress.counters();
            progress.rows()
                    .forEach((unit, row) ->
                            row.ifPresentOrElse(there -> rows.put(unit, there), () -> rows.remove(unit)));
            state.books().committed(progress);
        }
    }

    /** As the books are read: events behind the position without a row, and deliveries that wait. */
    private long pending() {
        long passed = rows.keySet().stream()
                .mapToLong(Progress.Unit::seq)
                .filter(seq -> seq > position)
                .distinct()
                .count();
        return appended
                - position
                - passed
                + rows.values().stream().filter(Progress.Row::pending).count();
    }

    private void expectBalance() {
        commit();
        assertThat(counters.delivered() + counters.filtered() + counters.dead() + counters.dropped() + pending())
                .as("%s, position %d, rows %s", counters, position, rows)
                .isEqualTo(appended + counters.extra());
    }

    @Test
    void several_values_are_several_deliveries() {
        offer("run", values("a", "b", "c"));

        List<DeliveryState.Attempt> attempts = allThatMayGo();

        assertThat(valuesOf(attempts)).containsExactly("a", "b", "c");
        expectBalance();
        attempts.forEach(attempt -> state.delivered(attempt, clock.millis()));
        expectBalance();
        assertThat(counters).isEqualTo(new Progress.Counters(3, 0, 0, 0, 2, 0));
        assertThat(rows).isEmpty();
    }

    @Test
    void what_is_delivered_to_one_value_is_not_sent_to_it_again_after_a_restart() {
        offer("run", values("a", "b"));
        state.delivered(allThatMayGo().get(0), clock.millis());
        commit();

        state = begin();

        assertThat(valuesOf(allThatMayGo())).containsExactly("b");
        expectBalance();
    }

    @Test
    void a_run_has_one_event_under_way_for_each_value() {
        offer("run", values("a"));
        offer("run", values("a", "b"));

        List<DeliveryState.Attempt> first = allThatMayGo();

        assertThat(valuesOf(first)).containsExactly("a", "b");
        first.forEach(attempt -> state.delivered(attempt, clock.millis()));
        assertThat(valuesOf(allThatMayGo())).containsExactly("a");
    }

    @Test
    void an_event_that_nothing_fills_is_filtered_once() {
        offer("run", values());

        assertThat(allThatMayGo()).isEmpty();
        expectBalance();
        assertThat(counters).isEqualTo(new Progress.Counters(0, 1, 0, 0, 0, 0));
    }

    @Test
    void refused_values_are_filtered_and_counted_apart() {
        var bad = new SlotReading.RefusedValue("\"x\"", "no");
        offer("run", new SlotReading(List.of("a"), List.of(bad, bad), false, "", ""));

        List<DeliveryState.Attempt> attempts = allThatMayGo();

        assertThat(valuesOf(attempts)).containsExactly("a");
        state.delivered(attempts.get(0), clock.millis());
        expectBalance();
        assertThat(counters).isEqualTo(new Progress.Counters(1, 2, 0, 0, 2, 2));
    }

    @Test
    void a_required_slot_that_nothing_fills_is_a_dead_letter() {
        offer("run", new SlotReading(List.of(), List.of(), false, "", "the slot x is required"));

        expectBalance();
        assertThat(counters.dead()).isEqualTo(1);
        assertThat(rows.values()).singleElement().satisfies(row -> {
            assertThat(row.state()).isEqualTo(Progress.Row.DEAD);
            assertThat(row.answer()).contains("required");
        });
    }

    @Test
    void a_held_event_lets_others_pass_and_goes_once_its_values_are_known() {
        state.hold(row(++appended, "young"));
        offer("old", values("a"));
        state.delivered(allThatMayGo().get(0), clock.millis());
        expectBalance();
        assertThat(position).isEqualTo(2);

        state.release(row(1, "young"), values("a", "b"), clock.millis());

        List<DeliveryState.Attempt> attempts = allThatMayGo();
        assertThat(valuesOf(attempts)).containsExactly("a", "b");
        expectBalance();
        attempts.forEach(attempt -> state.delivered(attempt, clock.millis()));
        expectBalance();
        assertThat(rows).isEmpty();
    }

    @Test
    void one_dead_address_delays_no_other() {
        for (int run = 0; run < 3_000; run++) {
            offer("run" + run, values(run % 2 == 0 ? "dead" : "alive"));
            for (DeliveryState.Attempt attempt : allThatMayGo()) {
                if (attempt.lane().destination.value.equals("dead")) {
                    state.failed(attempt, NO_ANSWER, clock.millis());
                } else {
                    state.delivered(attempt, clock.millis());
                }
            }
            commit();
            assertThat(state.hungry()).isTrue();
        }

        assertThat(counters.delivered()).isEqualTo(1_500);
        expectBalance();
        assertThat(position).isEqualTo(3_000);
    }

    @Test
    void addresses_that_do_not_answer_take_a_quarter_of_the_lanes_at_most() {
        String[] dead = IntStream.range(0, 20).mapToObj(n -> "dead" + n).toArray(String[]::new);
        offer("first", values(dead));
        for (int turn = 0; turn < 20; turn++) {
            allThatMayGo().forEach(attempt -> state.failed(attempt, NO_ANSWER, clock.millis()));
        }
        clock.advance(Duration.ofMinutes(2));
        offer("second", values("alive"));

        List<DeliveryState.Attempt> attempts = allThatMayGo();

        assertThat(valuesOf(attempts)).contains("alive").hasSize(3);
    }

    @Test
    void runs_of_one_namespace_that_name_hundreds_of_dead_addresses_hold_up_no_other() {
        for (int run = 0; run < 220; run++) {
            int first = run * 500;
            offer(
                    "run" + run,
                    values(IntStream.range(0, 500)
                            .mapToObj(n -> "dead" + (first + n))
                            .toArray(String[]::new)));
            allThatMayGo().forEach(attempt -> state.failed(attempt, NO_ANSWER, clock.millis()));
            commit();
        }
        state.offer(
                new EventRow(++appended, "t", "other", "taskrun", "", "next", 0, "{}", appended), values("alive"), 0);

        assertThat(state.hungry()).isTrue();
        expectBalance();
        assertThat(pending()).isEqualTo(Destinations.MAX_OF_NAMESPACE + 1);
        assertThat(counters.dead()).isEqualTo(100_000);
    }

    @Test
    void an_address_that_takes_nothing_while_others_do_ends_in_dead_letters() {
        offer("run", values("dead", "alive"));
        offer("run2", values("dead"));
        for (int minute = 0; minute < 30; minute++) {
            offer("other" + minute, values("alive"));
            for (DeliveryState.Attempt attempt : allThatMayGo()) {
                if (attempt.lane().destination.value.equals("dead")) {
                    state.failed(attempt, NO_ANSWER, clock.millis());
                } else {
                    state.delivered(attempt, clock.millis());
                }
            }
            clock.advance(Duration.ofMinutes(1));
        }

        expectBalance();
        assertThat(counters.dead()).isEqualTo(2);
        assertThat(pending()).isZero();
    }

    @Test
    void nothing_ends_in_dead_letters_while_every_address_is_down() {
        offer("run", values("a", "b"));
        for (int minute = 0; minute < 30; minute++) {
            allThatMayGo().forEach(attempt -> state.failed(attempt, NO_ANSWER, clock.millis()));
            clock.advance(Duration.ofMinutes(1));
        }

        expectBalance();
        assertThat(pending()).isEqualTo(2);
    }

    @Test
    void an_address_that_asks_for_a_pause_silences_no_other() {
        offer("run", values("a", "b"));
        for (DeliveryState.Attempt attempt : allThatMayGo()) {
            if (attempt.lane().destination.value.equals("a")) {
                state.failed(attempt, new Verdict(false, true, 600_000, "HTTP 429"), clock.millis());
            } else {
                state.delivered(attempt, clock.millis());
            }
        }
        clock.advance(Duration.ofMinutes(2));
        offer("next", values("a", "b"));

        assertThat(valuesOf(allThatMayGo())).containsExactly("b");
    }

    @Test
    void a_rate_limit_is_that_of_all_values_together_and_one_that_pauses_takes_no_turn() {
        limit = Rate.parse("1/s", "");
        state = begin();
        offer("run", values("a", "b", "c"));
        List<DeliveryState.Attempt> first = allThatMayGo();
        state.failed(first.get(0), new Verdict(false, true, 600_000, "HTTP 429"), clock.millis());

        clock.advance(Duration.ofSeconds(1));
        List<DeliveryState.Attempt> second = allThatMayGo();
        clock.advance(Duration.ofSeconds(1));
        List<DeliveryState.Attempt> third = allThatMayGo();

        assertThat(valuesOf(first)).hasSize(1);
        assertThat(valuesOf(second)).hasSize(1).doesNotContainAnyElementsOf(valuesOf(first));
        assertThat(valuesOf(third))
                .hasSize(1)
                .doesNotContainAnyElementsOf(valuesOf(first))
                .doesNotContainAnyElementsOf(valuesOf(second));
    }

    @Test
    void an_address_that_nothing_waits_for_any_more_does_not_make_the_subscription_look_down() {
        offer("run", values("dead"));
        for (int minute = 0; minute < 60; minute++) {
            offer("other" + minute, values("alive"));
            for (DeliveryState.Attempt attempt : allThatMayGo()) {
                if (attempt.lane().destination.value.equals("dead")) {
                    state.failed(attempt, new Verdict(false, true, 600_000, "HTTP 503"), clock.millis());
                } else {
                    state.delivered(attempt, clock.millis());
                }
            }
            commit();
            if (counters.dead() > 0) {
                break;
            }
            clock.advance(Duration.ofMinutes(1));
        }

        assertThat(counters.dead()).isEqualTo(1);
        assertThat(pending()).isZero();
        assertThat(state.quiet(clock.millis())).isFalse();
    }

    /** Whatever values events have and receivers answer, and whatever a crash loses, the books balance and no order breaks. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void books_balance_and_order_holds_for_each_run_and_value(long seed) {
        Random random = new Random(seed);
        Map<String, Long> latest = new HashMap<>();
        Set<Progress.Unit> due = new HashSet<>();
        List<EventRow> held = new ArrayList<>();
        List<DeliveryState.Attempt> underWay = new ArrayList<>();
        Set<String> down = new HashSet<>();
        lanes = 4;
        state = begin();
        for (int step = 0; step < 3_000; step++) {
            int turn = random.nextInt(20);
            if (turn < 5) {
                EventRow row = row(++appended, "run" + random.nextInt(5));
                SlotReading reading = reading(random);
                boolean behind = held.stream().anyMatch(h -> h.partitionKey().equals(row.partitionKey()));
                if (behind || random.nextInt(6) == 0) {
                    state.hold(row);
                    held.add(row);
                } else {
                    state.offer(row, reading, clock.millis());
                    reading.values().forEach(value -> due.add(new Progress.Unit(row.seq(), value)));
                }
            } else if (turn < 6 && !held.isEmpty()) {
                EventRow row = held.remove(0);
                SlotReading reading = reading(random);
                state.release(row, reading, clock.millis());
                reading.values().forEach(value -> due.add(new Progress.Unit(row.seq(), value)));
            } else if (turn < 7) {
                String value = "v" + random.nextInt(4);
                if (!down.remove(value)) {
                    down.add(value);
                }
            } else if (turn < 12) {
                Optional.ofNullable(state.next(clock.millis())).ifPresent(underWay::add);
            } else if (turn < 18 && !underWay.isEmpty()) {
                Collections.shuffle(underWay, random);
                DeliveryState.Attempt attempt = underWay.remove(0);
                String value = attempt.lane().destination.value;
                String lane = attempt.lane().key + " " + value;
                long seq = attempt.entry().seq();
                assertThat(latest.getOrDefault(lane, 0L))
                        .as("%s in order", lane)
                        .isLessThanOrEqualTo(seq);
                if (down.contains(value)) {
                    state.failed(attempt, NO_ANSWER, clock.millis());
                } else {
                    latest.put(lane, seq);
                    state.delivered(attempt, clock.millis());
                    due.remove(new Progress.Unit(seq, value));
                }
            } else if (turn < 19) {
                expectBalance();
            } else {
                clock.advance(Duration.ofSeconds(random.nextInt(20)));
            }
        }
        underWay.forEach(state::giveBack);
        held.forEach(row -> state.release(row, values(), clock.millis()));
        for (int turn = 0; turn < 2_000; turn++) {
            allThatMayGo().forEach(attempt -> {
                state.delivered(attempt, clock.millis());
                due.remove(new Progress.Unit(attempt.entry().seq(), attempt.lane().destination.value));
            });
            commit();
            clock.advance(Duration.ofSeconds(30));
        }
        expectBalance();
        assertThat(due.stream().filter(unit -> !isDead(unit)).toList()).isEmpty();
        assertThat(pending()).isZero();
        assertThat(position).isEqualTo(appended);
    }

    private boolean isDead(Progress.Unit unit) {
        Progress.Row row = rows.get(unit);
        return row != null && row.state() == Progress.Row.DEAD;
    }

    private static SlotReading reading(Random random) {
        List<String> values = IntStream.range(0, 4)
                .filter(n -> random.nextInt(3) == 0)
                .mapToObj(n -> "v" + n)
                .toList();
        List<SlotReading.RefusedValue> refused =
                random.nextInt(5) == 0 ? List.of(new SlotReading.RefusedValue("x", "no")) : List.of();
        String lacking = values.isEmpty() && refused.isEmpty() && random.nextInt(4) == 0 ? "required" : "";
        return new SlotReading(values, refused, false, "", lacking);
    }
}
