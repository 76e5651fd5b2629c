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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The rules of "Delivery", with a clock that only moves when a test says so. */
class DeliveryStateTest implements DeliveryListener {

    private static final Verdict NO_ANSWER = Verdict.retry(false, "refused");
    private static final Verdict ANSWER_503 = Verdict.retry(true, "HTTP 503");
    private static final Verdict BY_ROUTE = Verdict.byRoute("the route itself failed: no such field");
    private static final Verdict BAD_REQUEST = new Verdict(true, true, 0, "HTTP 400");

    private final List<String> said = new ArrayList<>();
    private final FakeClock clock = new FakeClock();
    private DeliveryState state = state(Duration.ofMinutes(10), 8);
    private long offered;

    private DeliveryState state(Duration retryFor, int lanes, Progress.Row... rows) {
        SubscriptionSettings settings = SubscriptionSettings.named("s")
                .withRetryFor(retryFor)
                .withLanes(lanes)
                .withBackoff(new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), 0));
        long position = rows.length == 0 ? 0 : 10;
        return new DeliveryState(
                settings,
                new Resume(
                        1, position, new Progress.Counters(0, 0, 0, 0), "", 0, 0, List.of(rows), SequenceGaps.none()),
                this,
                new SplittableRandom(1),
                clock.millis());
    }

    private void offer(long seq, String key) {
        state.offer(new EventRow(seq, "t", "ns", "taskrun", "", key, 0, "{}", 1), true);
    }

    private DeliveryState.Attempt next() {
        DeliveryState.Attempt attempt = state.next(clock.millis());
        assertThat(attempt).as("something to send").isNotNull();
        return attempt;
    }

    private void expectNothing() {
        assertThat(state.next(clock.millis())).isNull();
    }

    private void deliver(DeliveryState.Attempt attempt) {
        state.delivered(attempt, clock.millis());
    }

    private void fail(DeliveryState.Attempt attempt, Verdict verdict) {
        state.failed(attempt, verdict, clock.millis());
    }

    private static Progress.Unit event(long seq) {
        return new Progress.Unit(seq, "");
    }

    private Progress progress() {
        Progress progress = state.books().progress();
        assertThat(progress).isNotNull();
        state.books().committed(progress);
        return progress;
    }

    @Test
    void a_run_has_one_event_under_way_and_others_do_not_wait_for_it() {
        offer(1, "a");
        offer(2, "a");
        offer(3, "b");

        var first = next();
        var other = next();

        assertThat(first.entry().seq()).isEqualTo(1);
        assertThat(other.entry().seq()).isEqualTo(3);
        expectNothing();
        deliver(first);
        assertThat(next().entry().seq()).isEqualTo(2);
    }

    @Test
    void a_rate_limit_lets_one_begin_after_the_other_in_order_and_counts_each_attempt() {
        state = new DeliveryState(
                SubscriptionSettings.named("s")
                        .withRate(Rate.parse("1/s", ""))
                        .withBackoff(new Backoff(Duration.ofMillis(500), Duration.ofMinutes(1), 0)),
                new Resume(1, 0, new Progress.Counters(0, 0, 0, 0), "", 0, 0, List.of(), SequenceGaps.none()),
                this,
                new SplittableRandom(1),
                clock.millis());
        offer(1, "a");
        offer(2, "b");
        offer(3, "b");

        var first = next();
        expectNothing();
        assertThat(state.more(clock.millis())).isFalse();
        assertThat(state.due(clock.millis())).isEqualTo(clock.millis() + 1_000);
        fail(first, ANSWER_503);
        clock.advance(Duration.ofSeconds(1));
        var second = next();
        state.giveBack(second);
        assertThat(next().entry().seq()).isEqualTo(second.entry().seq());
        expectNothing();
    }

    /** What is saved up during the pause is the burst and no more. */
    @Test
    void a_rate_limit_and_a_pause_that_the_receiver_asks_for_both_hold() {
        state = new DeliveryState(
                SubscriptionSettings.named("s").withRate(Rate.parse("1/s", "2")),
                new Resume(1, 0, new Progress.Counters(0, 0, 0, 0), "", 0, 0, List.of(), SequenceGaps.none()),
                this,
                new SplittableRandom(1),
                clock.millis());
        for (int i = 1; i <= 4; i++) {
            offer(i, "run" + i);
        }

        fail(next(), new Verdict(false, true, 7_000, "HTTP 429"));

        clock.advance(Duration.ofMillis(6_999));
        expectNothing();
        clock.advance(Duration.ofMillis(1));
        deliver(next());
        deliver(next());
        expectNothing();
        assertThat(state.due(clock.millis())).isEqualTo(clock.millis() + 1_000);
    }

    @Test
    void a_route_that_fails_by_itself_parks_its_run_and_says_nothing_of_the_sink() {
        offer(1, "a");
        offer(2, "b");
        offer(3, "c");
        fail(next(), BY_ROUTE);
        fail(next(), BY_ROUTE);

        assertThat(state.down()).isFalse();
        assertThat(state.faulty()).isTrue();
        assertThat(said).noneMatch(line -> line.startsWith("down")).contains("parked a", "parked b");
        deliver(next());
        clock.advance(Duration.ofMinutes(2));
        deliver(next());
        deliver(next());
        assertThat(state.faulty()).isFalse();
    }

    @Test
    void an_event_with_which_the_route_fails_for_good_ends_as_a_dead_letter_though_the_sink_took_nothing() {
        offer(1, "a");
        for (int i = 0; i < 100 && said.stream().noneMatch(line -> line.startsWith("dead")); i++) {
            fail(next(), BY_ROUTE);
            clock.advance(Duration.ofMinutes(2));
        }

        assertThat(said).contains("dead 1 the route itself failed: no such field");
    }

    @Test
    void what_waits_is_told_from_the_first_failure_until_the_sink_takes_something() {
        offer(1, "a");
        offer(2, "b");
        state.remind(10, clock.millis());
        fail(next(), ANSWER_503);
        clock.advance(Duration.ofSeconds(5));
        fail(next(), NO_ANSWER);
        said.clear();

        state.remind(10, clock.millis());
        clock.advance(Duration.ofMinutes(2));
        deliver(next());
        state.remind(10, clock.millis());

        assertThat(said).first().isEqualTo("10 wait for 5000 ms: refused");
        assertThat(said).filteredOn(words -> words.contains("wait")).hasSize(1);
    }

    @Test
    void the_position_passes_only_what_is_settled_and_remembers_what_is_ahead() {
        offer(1, "a");
        offer(2, "b");
        var slow = next();
        deliver(next());

        Progress ahead = progress();
        deliver(slow);
        Progress passed = progress();

        assertThat(ahead.position()).isZero();
        assertThat(ahead.rows()).isEqualTo(Map.of(event(2), Optional.of(Progress.Row.ahead(2))));
        assertThat(passed.position()).isEqualTo(2);
        assertThat(passed.rows()).isEqualTo(Map.of(event(2), Optional.empty()));
    }

    @Test
    void what_was_settled_ahead_is_not_sent_again_after_a_restart() {
        state = state(
                Duration.ofHours(1),
                8,
                Progress.Row.ahead(12),
                new Progress.Row(13, Progress.Row.DEAD, "c", 1, 0, 0, ""));
        for (long seq = 11; seq <= 14; seq++) {
            offer(seq, "k" + seq);
        }

        assertThat(List.of(next().entry().seq(), next().entry().seq())).containsExactly(11L, 14L);
        expectNothing();
    }

    @Test
    void a_failed_event_is_tried_again_after_a_growing_wait() {
        offer(1, "a");
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            fail(next(), ANSWER_503);
            long wait = state.due(clock.millis()) - clock.millis();
            waits.add(wait / 1000);
            clock.advance(Duration.ofMillis(wait - 1));
            expectNothing();
            clock.advance(Duration.ofMillis(1));
        }

        assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
    }

    @Test
    void a_sink_that_asks_for_time_gets_it() {
        offer(1, "a");

        fail(next(), new Verdict(false, true, 90_000, "HTTP 429"));

        assertThat(state.due(clock.millis()) - clock.millis()).isEqualTo(90_000);
    }

    @Test
    void one_failing_run_alone_proves_nothing_and_is_not_parked() {
        offer(1, "a");
        for (int i = 0; i < 5; i++) {
            fail(next(), ANSWER_503);
            clock.advance(Duration.ofMinutes(1));
        }

        assertThat(state.down()).isFalse();
        assertThat(progress().rows()).isEmpty();
        assertThat(state.books().position()).isZero();
    }

    @Test
    void a_failing_run_is_parked_while_the_sink_takes_others_and_the_position_passes_it() {
        offer(1, "bad");
        offer(2, "bad");
        offer(3, "good");
        fail(next(), ANSWER_503);
        deliver(next());
        clock.advance(Duration.ofSeconds(1));
        fail(next(), ANSWER_503);
        offer(4, "bad");

        Progress progress = progress();

        assertThat(progress.position()).isEqualTo(4);
        assertThat(progress.rows().keySet()).extracting(Progress.Unit::seq).containsExactlyInAnyOrder(1L, 2L, 4L);
        assertThat(progress.rows().values()).allMatch(row -> row.orElseThrow().state() == Progress.Row.PARKED);
        assertThat(said).containsExactly("failing 1", "parked bad");
    }

    @Test
    void a_parked_run_keeps_its_order_and_comes_back() {
        a_failing_run_is_parked_while_the_sink_takes_others_and_the_position_passes_it();
        clock.advance(Duration.ofMinutes(1));
        List<Long> sent = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            var attempt = next();
            expectNothing();
            sent.add(attempt.entry().seq());
            deliver(attempt);
        }
        offer(5, "bad");
        var normal = next();

        assertThat(sent).containsExactly(1L, 2L, 4L);
        assertThat(progress().rows().values()).allMatch(Optional::isEmpty);
        assertThat(normal.lane().parked).isFalse();
    }

    @Test
    void when_different_runs_fail_and_nothing_succeeds_the_sink_is_down_and_nothing_is_parked() {
        for (long seq = 1; seq <= 20; seq++) {
            offer(seq, "k" + seq);
        }
        var first = next();
        var second = next();
        fail(first, NO_ANSWER);
        fail(second, NO_ANSWER);

        assertThat(state.down()).isTrue();
        expectNothing();
        assertThat(progress().rows()).isEmpty();
        assertThat(said).containsExactly("failing 1", "down refused");
    }

    @Test
    void one_probe_at_a_time_asks_and_they_rotate_over_the_runs() {
        when_different_runs_fail_and_nothing_succeeds_the_sink_is_down_and_nothing_is_parked();
        List<String> asked = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            clock.advance(Duration.ofMillis(state.due(clock.millis()) - clock.millis()));
            var probe = next();
            expectNothing();
            asked.add(probe.lane().key);
            fail(probe, NO_ANSWER);
        }

        assertThat(asked).containsExactly("k3", "k4", "k5", "k6");
        assertThat(state.due(clock.millis()) - clock.millis()).isEqualTo(16_000);
    }

    @Test
    void the_first_success_lets_everybody_go_at_once() {
        when_different_runs_fail_and_nothing_succeeds_the_sink_is_down_and_nothing_is_parked();
        clock.advance(Duration.ofSeconds(1));
        deliver(next());

        List<Long> released = new ArrayList<>();
        for (var attempt = state.next(clock.millis()); attempt != null; attempt = state.next(clock.millis())) {
            released.add(attempt.entry().seq());
        }

        assertThat(state.down()).isFalse();
        assertThat(released).hasSize(8).contains(4L, 5L);
        assertThat(said).contains("back");
        assertThat(progress().rows()).isEqualTo(Map.of(event(3), Optional.of(Progress.Row.ahead(3))));
    }

    @Test
    void a_probe_that_the_route_filters_says_nothing_and_the_next_goes_at_once() {
        when_different_runs_fail_and_nothing_succeeds_the_sink_is_down_and_nothing_is_parked();
        clock.advance(Duration.ofSeconds(1));
        state.filtered(next(), clock.millis());

        assertThat(state.down()).isTrue();
        assertThat(next().lane().key).isEqualTo("k4");
    }

    @Test
    void a_sink_that_is_down_keeps_everything_however_long() {
        when_different_runs_fail_and_nothing_succeeds_the_sink_is_down_and_nothing_is_parked();
        for (int i = 0; i < 10_000; i++) {
            clock.advance(Duration.ofMillis(Math.max(0, state.due(clock.millis()) - clock.millis())));
            fail(next(), NO_ANSWER);
        }

        assertThat(progress().counters().dead()).isZero();
    }

    @Test
    void a_clock_set_forward_by_days_gives_up_nothing() {
        state = state(Duration.ofHours(24), 8);
        offer(1, "a");
        offer(2, "b");
        fail(next(), ANSWER_503);
        deliver(next());

        clock.advance(Duration.ofDays(10));
        fail(next(), ANSWER_503);

        assertThat(said).noneMatch(words -> words.startsWith("dead"));
        assertThat(progress().counters().dead()).isZero();
    }

    @Test
    void retry_for_counts_while_others_are_taken_and_ends_in_a_dead_letter_with_the_last_answer() {
        offer(1, "bad");
        offer(2, "bad");
        long seq = 3;
        int minutes = 0;
        while (progressOf().dead() == 0 && minutes < 60) {
            offer(seq++, "good" + minutes);
            var attempt = next();
            while (attempt != null) {
                if (attempt.entry().seq() == 1) {
                    fail(attempt, ANSWER_503);
                } else {
                    deliver(attempt);
                }
                attempt = state.next(clock.millis());
            }
            clock.advance(Duration.ofMinutes(1));
            minutes++;
        }

        assertThat(minutes).isBetween(10, 13);
        assertThat(said).contains("dead 1 HTTP 503");
        assertThat(state.books().settled(2)).isTrue();
    }

    /** Runs that the sink refuses, and a little that goes well: seconds until each good one was taken, at most. */
    private long trickle(int bad, Duration apart, Duration end) {
        for (int n = 1; n <= bad; n++) {
            offer(++offered, "bad" + n);
        }
        long worst = 0;
        long over = clock.millis() + end.toMillis();
        long good = clock.millis();
        long waitsSince = -1;
        while (clock.millis() < over) {
            if (clock.millis() >= good) {
                offer(++offered, "good" + offered);
                good += apart.toMillis();
                waitsSince = clock.millis();
            }
            for (var attempt = state.next(clock.millis()); attempt != null; attempt = state.next(clock.millis())) {
                if (attempt.lane().key.startsWith("bad")) {
                    fail(attempt, ANSWER_503);
                } else {
                    deliver(attempt);
                    worst = Math.max(worst, clock.millis() - waitsSince);
                }
                progressOf();
            }
            long next = Math.min(good, state.due(clock.millis()));
            clock.advance(Duration.ofMillis(Math.max(1, next - clock.millis())));
        }
        return worst / 1000;
    }

    @Test
    void two_runs_that_no_receiver_takes_stand_aside_even_if_the_others_only_trickle() {
        trickle(2, Duration.ofSeconds(20), Duration.ofMinutes(5));
        assertThat(said).filteredOn(word -> word.startsWith("parked")).containsExactly("parked bad1", "parked bad2");

        long worst = trickle(0, Duration.ofSeconds(20), Duration.ofMinutes(15));

        assertThat(said).contains("dead 1 HTTP 503", "dead 2 HTTP 503");
        assertThat(worst).as("seconds until a good one is taken").isZero();
    }

    @Test
    void many_runs_that_no_receiver_takes_stand_aside_even_if_the_others_only_trickle() {
        trickle(40, Duration.ofSeconds(20), Duration.ofMinutes(90));

        assertThat(progressOf().dead()).isEqualTo(40);
    }

    private Progress.Counters progressOf() {
        state.books().state("x" + clock.millis());
        return progress().counters();
    }

    @Test
    void what_can_never_be_accepted_is_dead_at_once_and_the_run_goes_on() {
        offer(1, "a");
        offer(2, "a");

        fail(next(), BAD_REQUEST);

        assertThat(next().entry().seq()).isEqualTo(2);
        Progress progress = progress();
        assertThat(progress.position()).isEqualTo(1);
        assertThat(progress.counters().dead()).isEqualTo(1);
        assertThat(progress.rows().get(event(1)).orElseThrow().answer()).isEqualTo("HTTP 400");
    }

    @Test
    void parked_runs_resume_with_their_time_and_order() {
        state = state(
                Duration.ofMinutes(10),
                8,
                new Progress.Row(3, Progress.Row.PARKED, "bad", 7, 5, 599_000, "HTTP 503"),
                new Progress.Row(4, Progress.Row.PARKED, "bad", 0, 0, 0, ""));
        var head = next();
        clock.advance(Duration.ofSeconds(2));
        fail(head, ANSWER_503);

        assertThat(said).containsExactly("dead 3 HTTP 503");
        assertThat(next().entry().seq()).isEqualTo(4);
    }

    @Test
    void what_is_read_ahead_is_bounded() {
        offer(1, "stuck");
        next();
        long seq = 2;
        while (state.hungry() && seq < 100_000) {
            offer(seq, "k" + seq);
            var attempt = state.next(clock.millis());
            if (attempt != null) {
                deliver(attempt);
            }
            progressOf();
            seq++;
        }

        assertThat(seq).isLessThan(3_000);
    }

    @Test
    void nothing_more_is_sent_while_too_much_is_not_on_disk_yet() {
        for (long seq = 1; seq <= 300; seq++) {
            offer(seq, "k" + seq);
        }
        int sent = 0;
        for (var a = state.next(clock.millis()); a != null; a = state.next(clock.millis())) {
            deliver(a);
            sent++;
        }
        progress();

        assertThat(sent).isEqualTo(128);
        assertThat(state.next(clock.millis())).isNotNull();
    }

    @Test
    void runs_that_stand_aside_never_take_all_lanes_from_those_that_go_well() {
        Progress.Row[] parked = new Progress.Row[50];
        for (int i = 0; i < parked.length; i++) {
            parked[i] = new Progress.Row(i + 11, Progress.Row.PARKED, "bad" + i, 3, 1, 0, "HTTP 503");
        }
        state = state(Duration.ofDays(1), 8, parked);
        for (var a = state.next(clock.millis()); a != null; a = state.next(clock.millis())) {
            fail(a, ANSWER_503); // all of them wait now
        }
        for (long seq = 61; seq <= 90; seq++) {
            offer(seq, "good" + seq);
        }
        clock.advance(Duration.ofMinutes(2));

        List<Boolean> underWay = new ArrayList<>();
        for (var a = state.next(clock.millis()); a != null; a = state.next(clock.millis())) {
            underWay.add(a.lane().parked);
        }

        assertThat(underWay).hasSize(8);
        assertThat(underWay.stream().filter(aside -> aside)).hasSize(2);
    }

    @Test
    void when_no_further_run_can_stand_aside_it_is_said_once_and_when_one_can_again() {
        int almost = Backlog.MAX_PARKED_RUNS - 1;
        Progress.Row[] rows = new Progress.Row[almost];
        for (int n = 0; n < almost; n++) {
            rows[n] = new Progress.Row(11 + n, Progress.Row.PARKED, "bad-" + n, 3, 0, 0, "HTTP 503");
        }
        state = state(Duration.ofMinutes(10), 8, rows);
        for (int n = 0; n < almost; n++) {
            offer(11 + n, "bad-" + n);
        }
        DeliveryState.Attempt parked = next();
        DeliveryState.Attempt another = next(); // of those that stand aside, two at a time
        failTwice(11 + almost, "the last one");
        failTwice(14 + almost, "one more"); // which cannot, and so holds the position

        assertThat(state.full()).isTrue();
        assertThat(said).filteredOn(word -> word.startsWith("full")).containsExactly("full 1000 1000 HTTP 503");
        assertThat(state.books().position()).isEqualTo(13 + almost);
        deliver(parked);
        assertThat(state.full())
                .as("the one that could not stand aside does so now")
                .isTrue();
        deliver(another);
        assertThat(state.full()).isFalse();
        assertThat(said).contains("room");
    }

    private void failTwice(long seq, String key) {
        offer(seq, key);
        offer(seq + 1, "good");
        fail(next(), ANSWER_503);
        deliver(next());
        clock.advance(Duration.ofSeconds(1));
        offer(seq + 2, "good");
        DeliveryState.Attempt again = next();
        assertThat(again.lane().key).isEqualTo(key);
        fail(again, ANSWER_503);
        deliver(next());
    }

    @Test
    void who_asks_for_time_gets_it_for_all_runs_and_then_all_go_on() {
        offer(1, "a");
        offer(2, "b");
        DeliveryState.Attempt a = next();

        fail(a, new Verdict(false, true, 7_000, "HTTP 429"));

        assertThat(state.quiet(clock.millis())).isTrue();
        expectNothing();
        assertThat(state.due(clock.millis()) - clock.millis()).isEqualTo(7_000);
        clock.advance(Duration.ofSeconds(7));
        deliver(next());
        deliver(next());
        assertThat(state.books().position()).isEqualTo(2);
    }

    @Test
    void with_nothing_to_probe_with_nobody_is_woken() {
        offer(1, "a");
        offer(2, "b");
        var first = next();
        var second = next();
        fail(first, NO_ANSWER);
        fail(second, NO_ANSWER);
        for (int i = 0; i < 2; i++) {
            clock.advance(Duration.ofSeconds(1));
            state.filtered(next(), clock.millis());
        }

        assertThat(state.down()).isTrue();
        assertThat(state.due(clock.millis())).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void a_hole_in_the_journal_is_counted_and_passed() {
        offer(1, "a");
        offer(4, "a");
        deliver(next());
        deliver(next());

        Progress progress = progress();

        assertThat(progress.position()).isEqualTo(4);
        assertThat(progress.counters()).isEqualTo(new Progress.Counters(2, 0, 0, 2));
    }

    private static final Verdict TOO_LARGE = new Verdict(true, true, 0, "HTTP 413", true);

    @Test
    void an_event_too_large_goes_again_at_once_and_its_run_waits_for_it() {
        offer(1, "a");
        offer(2, "a");
        offer(3, "b");

        state.trimmed(next(), TOO_LARGE, 1, clock.millis());
        deliver(next());
        var again = next();

        assertThat(again.entry().seq()).isEqualTo(1);
        assertThat(again.lane().trim).isEqualTo(1);
        expectNothing();
        deliver(again);
        var second = next();
        assertThat(second.entry().seq()).isEqualTo(2);
        assertThat(second.lane().trim).isZero();
        assertThat(said).containsExactly("too large 1 1");
    }

    @Test
    void refused_on_every_rung_it_is_dead_with_all_its_attempts_counted() {
        offer(1, "a");
        for (int rung = 1; rung <= 3; rung++) {
            state.trimmed(next(), TOO_LARGE, rung, clock.millis());
        }

        fail(next(), TOO_LARGE);

        Progress progress = progress();
        assertThat(progress.position()).isEqualTo(1);
        assertThat(progress.rows().get(event(1))).hasValueSatisfying(row -> {
            assertThat(row.state()).isEqualTo(Progress.Row.DEAD);
            assertThat(row.attempts()).isEqualTo(4);
            assertThat(row.answer()).isEqualTo("HTTP 413");
        });
    }

    @Test
    void a_receiver_that_is_down_while_an_event_is_trimmed_gets_it_trimmed_when_it_is_back() {
        offer(1, "a");
        state.trimmed(next(), TOO_LARGE, 2, clock.millis());
        fail(next(), ANSWER_503);
        clock.advance(Duration.ofMinutes(1));

        assertThat(next().lane().trim).isEqualTo(2);
    }

    @Test
    void a_refusal_for_size_says_that_the_receiver_is_back() {
        offer(1, "a");
        offer(2, "b");
        fail(next(), NO_ANSWER);
        fail(next(), NO_ANSWER);
        clock.advance(Duration.ofMinutes(1));
        said.clear();

        state.trimmed(next(), TOO_LARGE, 1, clock.millis());

        assertThat(state.down()).isFalse();
        assertThat(said).containsExactly("too large 1 1", "back");
        assertThat(List.of(next().entry().seq(), next().entry().seq())).containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void a_run_that_stands_aside_is_trimmed_too() {
        var parked = new Progress.Row(5, Progress.Row.PARKED, "a", 3, 1, 1, "HTTP 503");
        state = state(Duration.ofMinutes(10), 8, parked);

        state.trimmed(next(), TOO_LARGE, 1, clock.millis());
        deliver(next());

        assertThat(state.books().progress()).isNotNull();
        expectNothing();
    }

    @Override
    public void failing(DeliveryState.Attempt attempt, Lane.Failure failure) {
        said.add("failing " + attempt.entry().seq());
    }

    @Override
    public void parked(Lane lane, Lane.Failure failure, int parkedRuns) {
        said.add("parked " + lane.key);
    }

    @Override
    public void tooLarge(DeliveryState.Attempt attempt, Lane.Failure failure) {
        said.add("too large " + attempt.entry().seq() + " " + attempt.lane().trim);
    }

    @Override
    public void dead(DeliveryState.Attempt attempt, Lane.Failure failure) {
        said.add("dead " + attempt.entry().seq() + " " + failure.answer());
    }

    @Override
    public void deadUnsent(EventRow row, String why) {
        said.add("dead unsent " + row.seq() + " " + why);
    }

    @Override
    public void refused(EventRow row, List<SlotReading.RefusedValue> values) {
        said.add("refused " + row.seq() + " " + values);
    }

    @Override
    public void down(Verdict verdict) {
        said.add("down " + verdict.answer());
    }

    @Override
    public void full(int parkedRuns, int parkedEvents, String answer) {
        said.add("full " + parkedRuns + " " + parkedEvents + " " + answer);
    }

    @Override
    public void room() {
        said.add("room");
    }

    @Override
    public void waits(long since, long events, String answer, long now) {
        said.add(events + " wait for " + (now - since) + " ms: " + answer);
    }

    @Override
    public void back() {
        said.add("back");
    }
}
