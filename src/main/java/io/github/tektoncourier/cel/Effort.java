package io.github.tektoncourier.cel;

/**
 * What one evaluation may cost beyond the iterations that dev.cel counts: texts of a run have megabytes, and one written
 * fifty times over fills the memory.
 */
final class Effort {

    /** Characters that functions may read and write: seconds of work at most, and some megabytes of memory at a time. */
    private static final long MOST = 32L * 1024 * 1024;

    /** What an element of a list or a map counts as: it takes memory beside its text, and aliases of YAML make many of few. */
    static final int ELEMENT = 256;

    @SuppressWarnings("ThreadLocalUsage") // one evaluation at a time on each thread
    private static final ThreadLocal<long[]> SPENT = ThreadLocal.withInitial(() -> new long[1]);

    private Effort() {}

    /** An evaluation begins. */
    static void begin() {
        SPENT.get()[0] = 0;
    }

    /**
     * Counts characters.
     *
     * @throws CelFailedException where the evaluation has had its share
     */
    static void spend(long characters) {
        long[] spent = SPENT.get();
        spent[0] += characters;
        if (spent[0] > MOST || spent[0] < 0) {
            throw new CelFailedException(
                    "the expression reads and writes more than 32 Mi characters for this event, which is its limit",
                    false);
        }
    }
}
