package io.github.tektoncourier.journal.track;

import io.github.tektoncourier.journal.JournalException;

/** Where a subscription's progress goes. Knows no engine. */
public interface ProgressLog {

    /** Something changed: the bookkeeper is asked for its progress before the next commit. */
    void touch(Bookkeeper keeper);

    /** The same where deliveries wait for that commit, so that it does not wait for company. */
    void press(Bookkeeper keeper);

    /** All events up to this position are settled, durably, so nothing is kept for the subscription up to there. */
    void passed(String subscription, long position);

    /** The subscription has ended. Its last acknowledgements are durable, or carried over to repair, on return. */
    void left(String subscription, Bookkeeper keeper);

    /** An event could not be delivered because of what is stored. What retention may have taken out is no damage. */
    void unreadable(long ordinal, JournalException why);
}
