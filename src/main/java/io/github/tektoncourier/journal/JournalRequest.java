package io.github.tektoncourier.journal;

import java.util.Locale;
import java.util.Optional;

/** What a command asks of a journal's owner. */
public record JournalRequest(Action action, EventSelection selection) {

    /** What is to be done with the events. */
    public enum Action {
        /** Dead letters go again. */
        RETRY,
        /** Dead letters are given up. */
        DROP,
        /** Events of one subscription that it has passed go again. */
        REPLAY;

        /** The name as it is stored. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The action of a stored name. */
        public static Optional<Action> of(String word) {
            for (Action action : values()) {
                if (action.word().equals(word)) {
                    return Optional.of(action);
                }
            }
            return Optional.empty();
        }
    }

    /**
     * What came of a request.
     *
     * @param letters dead letters that were retried or dropped
     * @param events other events that go again
     */
    public record Result(long letters, long events) {}
}
