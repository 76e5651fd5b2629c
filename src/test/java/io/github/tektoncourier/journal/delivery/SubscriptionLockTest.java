package io.github.tektoncourier.journal.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SubscriptionLockTest {

    private final SubscriptionLock lock = new SubscriptionLock();

    @Test
    void what_is_done_outside_is_done_without_the_lock() {
        lock.lock();

        boolean held = lock.outside(lock::isHeldByCurrentThread);

        assertThat(held).isFalse();
        assertThat(lock.isHeldByCurrentThread()).isTrue();
    }

    @Test
    void what_fails_outside_leaves_the_lock_with_its_holder() {
        lock.lock();

        assertThatThrownBy(() -> lock.outside(() -> {
                    throw new IllegalStateException("the journal cannot be read");
                }))
                .hasMessage("the journal cannot be read");

        assertThat(lock.getHoldCount()).isEqualTo(1);
    }

    @Test
    void a_lock_that_is_held_twice_or_not_at_all_cannot_be_left() {
        assertThatThrownBy(() -> lock.outside(() -> true)).isInstanceOf(IllegalMonitorStateException.class);
        lock.lock();
        lock.lock();

        assertThatThrownBy(() -> lock.outside(() -> true)).hasMessage("The lock is held 2 times instead of once");
    }
}
