package io.github.tektoncourier.journal;

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
    private final ProcessingGate gate = new ProcessingGate(1, nanos::get); // one at a time
    private final BlockingQueue<Came> came = new LinkedBlockingQueue<>();

    @Test
    void a_quick_sink_has_every_other_turn_behind_slow_ones_that_waited_long() throws Exception {
        ProcessingGate.Pass inside = gate.enter(1, false);
        for (int n = 0; n < 4; n++) {
            waits("slow", false);
        }
        waits("quick", true);
        waits("quick", true);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(3));

        inside.leave();

        StringBuilder order = new StringBuilder();
        for (int n = 0; n < 6; n++) {
            Came next = came.poll(20, TimeUnit.SECONDS);
            assertThat(next).isNotNull();
            order.append(next.who()).append(' ');
            next.pass().leave();
        }
        assertThat(order.toString().strip()).isEqualTo("quick slow quick slow slow slow");
    }

    /** Each waits before the next one comes. */
    private void waits(String who, boolean quick) {
        Thread thread = new Thread(() -> enter(who, quick));
        thread.setDaemon(true);
        thread.start();
        Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    }

    private void enter(String who, boolean quick) {
        try {
            came.add(new Came(who, gate.enter(1, quick)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
