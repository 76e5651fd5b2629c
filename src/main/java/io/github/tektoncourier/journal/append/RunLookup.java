package io.github.tektoncourier.journal.append;

import org.jspecify.annotations.Nullable;

/**
 * The stored row of a run.
 *
 * @param <E> how the engine says that it cannot be read
 */
@FunctionalInterface
public interface RunLookup<E extends Exception> {

    /** What is stored of a run; absent when nothing is. */
    ToldCache.@Nullable Known run(String uid) throws E;
}
