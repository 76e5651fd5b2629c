package io.github.tektoncourier.journal.track;

import io.github.tektoncourier.journal.JournalException;
import java.util.List;
import java.util.function.Consumer;

/** Where a subscription's progress goes. Knows no engine. */
public interface ProgressLog {

    /** Something changed: the bookkeeper is asked for its progress before the next commit. */
    void touch(Bookkeeper keeper);

    /** The same where deliveries wait for that commit, so that it does not wait for company. */
    void press(Bookkeeper keeper);

    /** All events up to this position are settled, durably, so nothing is kept for the subscription up to there. */
    void passed(String subscription, long position);

    /**
     * Finds exceptions that go again, in order of ordinal and value.
     *
     * @param behind behind which to look
     * @param taker called on the thread that records progress, between two records; with fewer rows than {@code limit}
     *     when there are no more
     */
    void again(long subscription, Progress.Unit behind, int limit, Consumer<List<Progress.Row>> taker);

    /** The subscription has ended. Its last acknowledgements are durable, or carried over to repair, on return. */
    void left(String subscription, Bookkeeper keeper);

    /** A parameter of the source leaves an event out. */
    default void filtered(long subscription, String parameter) {}

    /** An event could not be delivered because of what is stored. What retention may have taken out is no damage. */
    void unreadable(long ordinal, JournalException why);
}
