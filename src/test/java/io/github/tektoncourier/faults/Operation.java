package io.github.tektoncourier.faults;

import java.util.Set;

/**
 * One fault or change that can overlap with another: it begins, holds for a while, and ends without leaving anything
 * behind.
 *
 * @param family operations of one family exclude each other
 * @param prepare before the courier's first start
 */
record Operation(String family, String name, Set<Trait> traits, Act prepare, Act begin, Act end) {

    /** What the books must know of it. */
    enum Trait {
        /** Watches cannot be resumed where they were. */
        LOSES_PLACE,
        /** What is acknowledged cannot be noted, so that it may be sent again. */
        REPEATS,
        /** The process is ended and started for it. */
        RESTARTS,
        /** Waiting events of the subscription {@code team} are given up. */
        GIVES_UP
    }

    /** A part of it; {@code step} has what was drawn for it. */
    interface Act {
        void on(PairWorld world, PairDraw.Step step) throws Exception;
    }

    private static final Act NOTHING = (world, step) -> {};

    static Operation of(String family, String name, Act begin, Act end, Trait... traits) {
        return new Operation(family, name, Set.of(traits), NOTHING, begin, end);
    }

    Operation preparedBy(Act before) {
        return new Operation(family, name, traits, before, begin, end);
    }

    @Override
    public String toString() {
        return name;
    }
}
