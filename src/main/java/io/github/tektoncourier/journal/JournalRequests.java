package io.github.tektoncourier.journal;

import java.util.Optional;

/** The table by which a journal's owner is asked for something, from any thread of any process. */
public interface JournalRequests {

    /**
     * How far a request is.
     *
     * @param done whether nothing is to come
     */
    record State(JournalRequest.Result result, boolean done) {}

    /**
     * Asks the owner, and does not wait.
     *
     * @return the request's number
     * @throws JournalException when there is no journal, or it cannot be written
     */
    long submit(JournalRequest request);

    /**
     * How far it is; empty when it is not known any more.
     *
     * @throws JournalException when the journal cannot be read
     */
    Optional<State> state(long number);
}
