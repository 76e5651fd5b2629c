package io.github.tektoncourier.watch.reflect;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Bytes of changes that may be on their way to the journal at once, shared by every watch and list of a component. */
public final class ByteBudget {
    private final int capacity;
    private final Semaphore free;

    public ByteBudget(int capacity) {
        this.capacity = capacity;
        this.free = new Semaphore(capacity, true);
    }

    /**
     * Takes room in the order of the calls. A change that is larger than the whole budget takes all of it.
     *
     * @return the bytes to give back; 0 when there was no room within the patience
     */
    int take(int bytes, Duration patience) throws InterruptedException {
        int share = Math.max(1, Math.min(bytes, capacity));
        return free.tryAcquire(share, patience.toMillis(), TimeUnit.MILLISECONDS) ? share : 0;
    }

    void giveBack(int share) {
        free.release(share);
    }

    public int used() {
        return capacity - free.availablePermits();
    }
}
