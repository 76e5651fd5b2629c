package io.github.tektoncourier.journal;

import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.journal.history.Figures;
import io.github.tektoncourier.journal.tail.LogTailStore;
import io.github.tektoncourier.run.Known;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Appends each event once, durably, before anything is sent, and delivers it to every named subscription. What stores
 * the events is an engine's business; the promises of docs/events.md hold for each engine.
 */
public interface Journal extends Known, AutoCloseable {

    /**
     * Appends what is new of a batch. Waits only while the byte budget of appends is used up.
     *
     * @return completes when the batch is durable, and exceptionally with a {@link JournalException} when it is not
     */
    CompletableFuture<Void> append(Batch batch);

    /**
     * Begins or resumes a subscription; there is only one of each name.
     *
     * @param delivery is called on the subscription's threads
     * @throws JournalException when the name is taken, or its place cannot be read
     */
    Subscription subscribe(SubscriptionSettings wanted, Delivery delivery);

    /**
     * Lets go of subscriptions whose files are gone: nothing is kept for them from now on. Deliveries under way may end.
     *
     * @throws JournalException when that is not durable: call again later
     */
    void release(Collection<String> names);

    /**
     * Deletes position, counters and dead letters of subscriptions that do not run, so that the next of the same name begins
     * anew: its owner is another one. A subscription that runs is left as it is.
     *
     * @throws JournalException when that is not durable: call again later
     */
    void forget(Collection<String> names);

    /** Names of the subscriptions for which the journal keeps what they have not passed, whether or not they run. */
    Set<String> waitedFor();

    /**
     * Takes note that all files are known, and lets go of every subscription that none of them has.
     *
     * @param expected subscriptions of files that run, or would run but for a fault
     * @param off subscriptions of files that are there and switched off
     * @throws JournalException when that is not durable: call again later
     */
    void expectOnly(Set<String> expected, Set<String> off);

    /** A number that was noted under this key; empty when none was. */
    OptionalLong noted(String key);

    /**
     * Notes a number for the next start.
     *
     * @throws JournalException when that is not durable
     */
    void note(String key, long value);

    /** What sinks of a subscription keep of their own; empty where the engine keeps nothing for them. */
    default Optional<SinkState> sinkState(String subscription) {
        return Optional.empty();
    }

    /** Where the last lines of failed steps are kept. */
    default LogTailStore logTails() {
        return LogTailStore.NONE;
    }

    /** The books of every subscription that the journal knows, as of the last commit. */
    List<Books> books();

    /** How much of the journal each subscription holds back, the largest first. */
    List<Hold> holds();

    /** The journal as a whole. */
    Totals totals();

    /** What it has done since it was opened. */
    default Figures figures() {
        return Figures.NONE;
    }

    /** Asks all subscriptions to end, so that a sink that hangs does not use up the time of those stopped after it. */
    void stopping();

    /**
     * Completes when this journal has ended by itself and was put right: its file was damaged or deleted. It does
     * nothing any more; close it and open it again.
     */
    CompletableFuture<Void> ended();

    /**
     * Ends all waits for a broken journal with an error, and soon those for a disk that takes no writes, because the
     * service stops.
     */
    void giveUpWaiting();

    /** Lets deliveries under way finish, records them, and gives the journal to the next owner. */
    @Override
    void close();
}
