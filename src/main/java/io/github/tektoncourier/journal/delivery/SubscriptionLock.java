package io.github.tektoncourier.journal.delivery;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Guards what the threads of one subscription share. Its holder leaves it to read or to wait, and has it again afterwards. */
final class SubscriptionLock extends ReentrantLock {

    private static final long serialVersionUID = 1;

    /** Work that takes long. */
    interface Work<T, E extends Exception> {
        T run() throws E;
    }

    void inside(Runnable change) {
        lock();
        try {
            change.run();
        } finally {
            unlock();
        }
    }

    <T> T inside(Supplier<T> change) {
        lock();
        try {
            return change.get();
        } finally {
            unlock();
        }
    }

    /** Does something that takes long without the lock, which this thread holds before and after. */
    <T, E extends Exception> T outside(Work<T, E> work) throws E {
        if (getHoldCount() != 1) {
            throw new IllegalMonitorStateException("The lock is held " + getHoldCount() + " times instead of once");
        }
        unlock();
        try {
            return work.run();
        } finally {
            lock();
        }
    }
}
