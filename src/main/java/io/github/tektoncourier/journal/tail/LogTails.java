package io.github.tektoncourier.journal.tail;

import io.github.tektoncourier.run.Run;
import java.util.List;
import java.util.Map;

/** The last lines of failed steps, for sinks. A sink finds it in the registry; it is not there where no logs are read. */
public interface LogTails {

    /** Waits while a log is read; {@code SinkDelivery.pause} is one. */
    @FunctionalInterface
    interface Waiting {
        void pause(long millis) throws InterruptedException;
    }

    /** What is known now of failed steps, by their TaskRuns' UIDs; runs without a failed step are left out. */
    Map<String, LogTail> known(List<Run> runs);

    /**
     * The same, after a wait that is bounded for each run, not for each call: its log is read once, whatever number of sinks
     * wait for it.
     *
     * @return of each run that has a failed step; where its log could not be read, a note says why
     * @throws InterruptedException when the delivery is to end at once, because the courier stops
     */
    Map<String, LogTail> awaited(List<Run> runs, Waiting waiting) throws InterruptedException;
}
