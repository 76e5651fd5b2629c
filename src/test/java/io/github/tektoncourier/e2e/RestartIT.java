package io.github.tektoncourier.e2e;

import static io.github.tektoncourier.e2e.Workplace.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A courier that is stopped or replaced. */
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
}
