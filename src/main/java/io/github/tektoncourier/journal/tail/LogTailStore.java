package io.github.tektoncourier.journal.tail;

import java.util.Optional;

/** Where a journal keeps the last lines of failed steps, as long as it keeps events. */
public interface LogTailStore {

    /** Where nothing is kept. */
    LogTailStore NONE = new LogTailStore() {
        @Override
        public Optional<LogTail> get(String uid) {
            return Optional.empty();
        }

        @Override
        public void put(String uid, LogTail tail) {}
    };

    /**
     * What is kept of a TaskRun.
     *
     * @throws RuntimeException when the journal cannot be read
     */
    Optional<LogTail> get(String uid);

    /**
     * Keeps it in the place of what there was.
     *
     * @throws RuntimeException when that is not durable
     */
    void put(String uid, LogTail tail);
}
