package io.github.tektoncourier.e2e;

import static io.github.tektoncourier.e2e.Workplace.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A courier that is stopped or replaced. */
@Execution(ExecutionMode.CONCURRENT)
class RestartIT extends OnEmbeddedCluster {

    @Test
    void a_second_courier_waits_for_the_journal_and_takes_over() throws Exception {
        workplace.httpSink("audit", sink.url());
        CourierProcess first = workplace.run(ALL);
        assertDelivers("first");

        workplace.run(ALL);
        saysSoon("belongs to process");
        first.stop(SOON);

        assertDelivers("second");
        assertThat(sink.repeats()).as(workplace.said()).isZero();
    }

    @Test
    void after_a_sigterm_nothing_comes_twice() throws Exception {
        workplace.httpSink("audit", sink.url());
        CourierProcess courier = workplace.run(ALL);
        assertDelivers("before");

        int code = courier.stop(Duration.ofSeconds(35));
        workplace.run(ALL);
        assertDelivers("after");

        assertThat(code).as(workplace.said()).isIn(0, 143);
        assertThat(sink.repeats()).isZero();
        assertThat(sink.outOfOrder()).isEmpty();
        assertNoStackTrace();
    }

    @Test
    void a_sigterm_while_it_starts_and_delivers_already_repeats_nothing() throws Exception {
        sink.answer(503);
        workplace.httpSink("audit", sink.url());
        CourierProcess courier = workplace.run(ALL);
        for (int n = 0; n < 150; n++) {
            runs.live(Life.TASK_SUCCEEDS, "run-" + n);
        }
        saysSoon("the sink does not take anything");
        courier.stop(SOON);
        sink.answer(202);

        courier = workplace.run(ALL);
        workplace.await(SOON).pollInterval(Duration.ofMillis(2)).until(() -> !sink.received()
                .isEmpty());
        courier.stop(SOON);
        workplace.run(ALL);

        workplace
                .await(SOON)
                .until(() ->
                        sink.told().size() >= 150 * Life.TASK_SUCCEEDS.types().size());
        assertDelivers("after");
        assertThat(sink.repeats()).as(workplace.said()).isZero();
    }

    @Test
    void what_happened_while_it_was_away_is_told_though_the_history_is_gone() throws Exception {
        workplace.httpSink("audit", sink.url());
        CourierProcess courier = workplace.run();
        watchesSoon();
        String going = runs.create(Life.TASK_SUCCEEDS, "going");
        runs.status(Life.TASK_SUCCEEDS, "going", 0);
        courier.stop(SOON);

        for (int n = 1; n < Life.TASK_SUCCEEDS.statuses().size(); n++) {
            runs.status(Life.TASK_SUCCEEDS, "going", n);
        }
        String fresh = runs.live(Life.TASK_FAILS, "fresh");
        cluster.compact();
        workplace.run();

        List<String> expected = Stream.concat(Life.TASK_SUCCEEDS.told(going), Life.TASK_FAILS.told(fresh))
                .toList();
        workplace.await(SOON).untilAsserted(() -> assertThat(sink.missing(expected))
                .as(workplace.said())
                .isEmpty());
        assertThat(sink.underTwoIds()).isEmpty();
        assertThat(sink.repeats()).isZero();
    }

    @Test
    void at_first_sight_only_what_happens_from_now_on_is_told_of_old_runs_too() {
        runs.live(Life.TASK_SUCCEEDS, "over");
        String going = runs.create(Life.TASK_SUCCEEDS, "going");
        for (int n = 0; n < 3; n++) {
            runs.status(Life.TASK_SUCCEEDS, "going", n);
        }
        workplace.httpSink("audit", sink.url());

        workplace.run();
        watchesSoon();
        runs.status(Life.TASK_SUCCEEDS, "going", 3);
        assertDelivers("fresh");

        assertThat(sink.typesOf(going)).containsExactly(SUCCESSFUL);
        assertThat(sink.received()).noneMatch(event -> event.source().endsWith("/over"));
    }
}
