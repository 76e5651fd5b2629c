package io.github.tektoncourier.journal.delivery.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProcessingGateTest {

    /** What came in, and its room. */
    private record Came(String who, ProcessingGate.Pass pass) {}

    private final AtomicLong nanos = new AtomicLong();
    private final ProcessingGate gate = new ProcessingGate(1, 0, nanos::get); // one at a time
    private final BlockingQueue<Came> came = new LinkedBlockingQueue<>();

    @Test
    void quick_sinks_have_three_of_four_turns_before_slow_ones_that_waited_long() throws Exception {
        ProcessingGate.Pass inside = gate.enter(1, false);
        for (int n = 0; n < 4; n++) {
            waits("slow", false);
        }
        for (int n = 0; n < 5; n++) {
            waits("quick", true);
        }
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(3));

        inside.leave();

        StringBuilder order = new StringBuilder();
        for (int n = 0; n < 9; n++) {
            Came next = came.poll(20, TimeUnit.SECONDS);
            assertThat(next).isNotNull();
            order.append(next.who()).append(' ');
            next.pass().leave();
        }
        assertThat(order.toString().strip()).isEqualTo("quick quick quick slow quick quick slow slow slow");
    }

    @Test
    void a_quick_sink_goes_in_beside_the_work_of_a_slow_one() throws Exception {
        ProcessingGate shared = new ProcessingGate(20, 7, nanos::get);
        ProcessingGate.Pass slow = shared.enter(20, false);

        ProcessingGate.Pass quick = shared.enter(7, true);

        quick.leave();
        slow.leave();
    }

    @Test
    void quick_sinks_do_not_keep_a_slow_one_out_for_ever() throws Exception {
        ProcessingGate shared = new ProcessingGate(20, 7, nanos::get);
        for (int n = 0; n < 3; n++) {
            shared.enter(1, true).leave();
        }
        ProcessingGate.Pass one = shared.enter(10, true);
        ProcessingGate.Pass other = shared.enter(10, true);
        waits(shared, "slow", 20, false);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(3));
        waits(shared, "quick", 10, true);

        one.leave();
        other.leave();

        Came first = came.poll(20, TimeUnit.SECONDS);
        assertThat(first).isNotNull();
        assertThat(first.who()).isEqualTo("slow");
    }

    @Test
    void small_work_does_not_overtake_large_work_that_waits() throws Exception {
        ProcessingGate shared = new ProcessingGate(20, 0, nanos::get);
        ProcessingGate.Pass inside = shared.enter(10, false);
        waits(shared, "large", 20, false);
        waits(shared, "small", 5, false); // would fit

        inside.leave();

        Came first = came.poll(20, TimeUnit.SECONDS);
        assertThat(first).isNotNull();
        assertThat(first.who()).isEqualTo("large");
    }

    @Test
    void work_that_goes_on_comes_before_work_that_begins() throws Exception {
        ProcessingGate.Pass inside = gate.enter(1, false);
        waits("quick", true);
        Thread again = new Thread(() -> came.add(new Came("again", gate.enterAgain(1, false))));
        again.setDaemon(true);
        again.start();
        Awaitility.await().until(() -> again.getState() == Thread.State.TIMED_WAITING);

        inside.leave();

        Came first = came.poll(20, TimeUnit.SECONDS);
        assertThat(first).isNotNull();
        assertThat(first.who()).isEqualTo("again");
    }

    @Test
    void work_that_takes_long_does_not_keep_others_out() throws Exception {
        gate.enter(1, false);
        waits("next", false);

        nanos.addAndGet(ProcessingGate.LONGEST_NANOS);

        assertThat(came.poll(20, TimeUnit.SECONDS)).isNotNull();
    }

    /** Each waits before the next one comes. */
    private void waits(String who, boolean quick) {
        waits(gate, who, 1, quick);
    }

    private void waits(ProcessingGate to, String who, long bytes, boolean quick) {
        Thread thread = new Thread(() -> enter(to, who, bytes, quick));
        thread.setDaemon(true);
        thread.start();
        Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    }

    private void enter(ProcessingGate to, String who, long bytes, boolean quick) {
        try {
            came.add(new Came(who, to.enter(bytes, quick)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
