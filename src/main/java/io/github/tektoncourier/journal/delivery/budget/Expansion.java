package io.github.tektoncourier.journal.delivery.budget;

/**
 * Estimates how many bytes of memory a route takes for each byte of an event. A route that passes events on takes a tenth
 * of what one takes that makes trees of them, so one figure for all would let a few parsing sinks delay all others. It is
 * learned from the latest large events of one subscription; small ones say nothing, because their overhead is larger than
 * they are.
 */
final class Expansion {

    /** Events from here on are measured. */
    static final int LARGE = 256 * 1024;

    /**
     * Bytes for each of an event while a route works, as long as nothing is known: compressed and plain body, a tree of it
     * (6 to 8 for a run, 20 for one of empty objects only), and what is written from that.
     */
    static final int WORK = 16;

    /**
     * The least that is counted for work. A route may take much for some events only, as behind a filter; so only as many
     * are worked on at once as would fit all the same.
     */
    static final int LEAST_WORK = 5;

    /** Bytes kept for each of an event while it is sent, as long as nothing is known: a text of it. */
    static final int SEND = 3;

    private static final int MEMORY = 8;

    private final double[] work = new double[MEMORY];
    private final double[] send = new double[MEMORY];
    private int worked;
    private int sent;

    /** Bytes that the route may allocate while it works on an event of this length. */
    synchronized long work(int length) {
        return (long) (length * (length < LARGE ? WORK : Math.max(LEAST_WORK, most(work, worked, WORK))));
    }

    /** Bytes that it keeps beside the event's own while it sends. */
    synchronized long send(int length) {
        return (long) (length * (length < LARGE ? SEND : most(send, sent, SEND)));
    }

    /** What the work on one event allocated; an upper bound of what was in memory at a time. */
    synchronized void worked(int length, long bytes) {
        if (length >= LARGE) {
            work[worked++ % MEMORY] = (double) bytes / length;
        }
    }

    /** What was kept of one event while it was sent. */
    synchronized void sent(int length, long bytes) {
        if (length >= LARGE) {
            send[sent++ % MEMORY] = (double) bytes / length;
        }
    }

    private static double most(double[] ratios, int measured, double unknown) {
        if (measured == 0) {
            return unknown;
        }
        double most = 0;
        for (int n = 0; n < Math.min(measured, MEMORY); n++) {
            most = Math.max(most, ratios[n]);
        }
        return most;
    }
}
