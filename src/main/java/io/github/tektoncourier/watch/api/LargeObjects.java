package io.github.tektoncourier.watch.api;

import java.util.concurrent.Semaphore;

/**
 * How much of one object is taken from the API server, and how many large ones at a time: the heap is 96 MiB, a dozen
 * streams read at once, and what comes may come from a proxy in between. An API server takes requests of 3 MiB at most
 * (k8s.io/apiserver, MaxRequestBodyBytes) and etcd 1.5, so that no sound object is longer than {@link #LONGEST}.
 */
public final class LargeObjects {
    public static final int LONGEST = 4 * 1024 * 1024;

    /** The most bytes without one complete object; more does not come from an API server. */
    static final long ENOUGH = 4L * LONGEST;

    private static final int SMALL = 256 * 1024;

    // Shared by the process, as the heap is.
    private static final Semaphore STREAMS = new Semaphore(2, true);

    // Separate, because a stream waits for a GET while it hands over a large object.
    private static final Semaphore GETS = new Semaphore(1, true);

    private LargeObjects() {}

    /** Room for a list or watch. All others wait while two hold a large object. */
    static Room ofStream() {
        return new Room(STREAMS);
    }

    /** Room for the answer to a GET. */
    static Room ofGet() {
        return new Room(GETS);
    }

    /** The right of one reader to a large buffer; only its own thread uses it. */
    static final class Room implements AutoCloseable {
        private final Semaphore turns;
        private boolean mine;

        private Room(Semaphore turns) {
            this.turns = turns;
        }

        /** Waits for its turn when the buffer grows beyond the small size. */
        void forBytes(long size) throws InterruptedException {
            if (size > SMALL && !mine) {
                turns.acquire();
                mine = true;
            }
        }

        /** Whether a buffer of this size takes a turn. */
        static boolean isLarge(long size) {
            return size > SMALL;
        }

        /** Gives the turn back: the buffer is small again. May be called again. */
        @Override
        public void close() {
            if (mine) {
                mine = false;
                turns.release();
            }
        }
    }
}
