package io.github.tektoncourier.journal;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * State that a sink keeps of its own between deliveries of one subscription, such as where in a chat the message about a
 * run stands. It is small: a subscription has at most {@link #MOST} entries, and those that end first make room.
 */
public interface SinkState {

    /** Entries that a subscription may have. */
    int MOST = 50_000;

    /** Characters of a key, and of a value. */
    int LONGEST_KEY = 400;

    int LONGEST_VALUE = 16 * 1024;

    /**
     * The value under a key; empty where there is none, or its time is over.
     *
     * @throws JournalException when the journal cannot be read
     */
    Optional<String> get(String key);

    /**
     * Writes values by their keys, all of them or none. They are durable when the method returns.
     *
     * @param keep for how long from now
     * @throws JournalException when that is not durable; it may be, or not
     * @throws IllegalArgumentException when a key or a value is too long
     */
    void put(Map<String, String> values, Duration keep);
}
