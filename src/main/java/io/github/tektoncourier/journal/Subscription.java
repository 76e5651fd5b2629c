package io.github.tektoncourier.journal;

/** A sink's named place in a journal, while it runs. */
public interface Subscription extends AutoCloseable {

    /** Name that position, counters and dead letters belong to. */
    String name();

    /** Lets deliveries under way finish, and records them. A second call waits for the first. */
    @Override
    void close();
}
