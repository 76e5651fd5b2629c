package io.github.tektoncourier.journal.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads that are taken from what hangs, and a system without room for threads. */
@Timeout(30)
class DeliveryThreadsTest {

    private final AtomicInteger room = new AtomicInteger(Integer.MAX_VALUE);
    private final CountDownLatch hangs = new CountDownLatch(1);
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicInteger plans = new AtomicInteger();
    private final DeliveryThreads threads = new DeliveryThreads(2, this::thread, () -> {
        plans.incrementAndGet(); // asked whenever a look is planned, too
        return busy.get();
    });

    private Thread thread(Runnable task) {
        return new Thread(task) {
            @Override
            public void start() {
                if (room.getAndDecrement() <= 0) {
                    throw new OutOfMemoryError("unable to create native thread: made up");
                }
                super.start();
            }
        };
    }

    @AfterEach
    void close() {
        hangs.countDown();
        threads.close();
    }

    @Test
    void tasks_that_hang_hold_up_no_others_however_many_they_are() {
        for (int i = 0; i < 20; i++) {
            threads.execute(this::hang);
        }

        threads.execute(done::incrementAndGet);

        await().until(() -> done.get() == 1);
        assertThat(threads.size()).isGreaterThan(20);
    }

    @Test
    void threads_are_looked_at_soon_when_more_tasks_hang_than_were_replaced() {
        threads.execute(this::hang);
        threads.execute(this::hang);
        threads.execute(done::incrementAndGet);
        await().until(() -> done.get() == 1 && plans.get() >= 3); // the next look is in a second
        int before = plans.get();

        for (int i = 0; i < 10; i++) {
            threads.execute(this::hang);
        }

        assertThat(plans).hasValueGreaterThan(before);
    }

    @Test
    void their_threads_are_given_back_when_they_end() {
        for (int i = 0; i < 20; i++) {
            threads.execute(this::hang);
        }
        threads.execute(done::incrementAndGet);
        await().until(() -> done.get() == 1);

        hangs.countDown();

        await().until(() -> threads.size() <= 2);
    }

    @Test
    void the_same_holds_while_the_processors_are_busy() {
        busy.set(true);
        for (int i = 0; i < 100; i++) {
            threads.execute(this::hang);
        }

        threads.execute(done::incrementAndGet);

        await().until(() -> done.get() == 1);
    }

    @Test
    void a_task_goes_on_the_threads_that_are_there_when_the_system_gives_no_other() {
        room.set(1);
        threads.execute(done::incrementAndGet);

        threads.execute(done::incrementAndGet);

        await().until(() -> done.get() == 2);
        assertThat(threads.size()).isEqualTo(1);
    }

    @Test
    void a_task_is_not_lost_when_there_was_no_thread_at_all() {
        room.set(0);
        threads.execute(done::incrementAndGet);
        assertThat(threads.size()).isZero();

        room.set(1);

        await().until(() -> done.get() == 1);
    }

    private void hang() {
        try {
            hangs.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
