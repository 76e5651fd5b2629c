package io.github.tektoncourier.journal.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A system without room for threads: what is there works on, and what was not there is not missed for ever. */
class SubscriptionThreadsTest {

    private final AtomicInteger room = new AtomicInteger();
    private final SubscriptionThreads threads = new SubscriptionThreads("audit", 8, () -> {}, work -> new Thread(work) {
        @Override
        public void start() {
            if (room.getAndDecrement() <= 0) {
                throw new OutOfMemoryError("unable to create native thread: made up");
            }
        }
    });

    @Test
    void a_thread_that_the_system_refuses_ends_nobody_who_asked_for_it() {
        room.set(1);
        threads.startOne();

        threads.startOne();

        assertThat(threads.size()).isEqualTo(1);
    }

    @Test
    void it_is_asked_for_again() {
        room.set(1);
        threads.startOne();
        threads.startOne();

        room.set(1);
        threads.startOne();

        assertThat(threads.size()).isEqualTo(2);
    }

    @Test
    void without_any_thread_nothing_can_be_delivered_and_that_is_said() {
        assertThatThrownBy(threads::startOne).isInstanceOf(OutOfMemoryError.class);
    }
}
