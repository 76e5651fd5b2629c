package io.github.tektoncourier.journal.sqlite;

import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.sqlite.store.JournalFault;
import io.github.tektoncourier.journal.sqlite.store.Statements;
import io.github.tektoncourier.journal.sqlite.store.SubscriptionStore;
import io.github.tektoncourier.journal.track.Bookkeeper;
import io.github.tektoncourier.journal.track.DamagedException;
import io.github.tektoncourier.journal.track.MissingException;
import io.github.tektoncourier.journal.track.Progress;
import io.github.tektoncourier.journal.track.ProgressLog;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What subscriptions record goes to the one writer; what is wrong with the file they read goes to the journal's fault. */
final class SqliteProgressLog implements ProgressLog {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteProgressLog.class);
    private static final long LAST_WRITE_SECONDS = 5;

    private final JournalParts parts;
    private final JournalFault fault;
    private final Consumer<String> left;
    private final CompletableFuture<Void> givenUp = new CompletableFuture<>();

    /** @param left called with the name of a subscription whose last progress is recorded, or carried over to repair */
    SqliteProgressLog(JournalParts parts, Consumer<String> left) {
        this.parts = parts;
        this.fault = parts.fault();
        this.left = left;
    }

    @Override
    public void touch(Bookkeeper keeper) {
        parts.inbox().put(keeper, false);
    }

    @Override
    public void press(Bookkeeper keeper) {
        parts.inbox().put(keeper, true);
    }

    @Override
    public void passed(String subscription, long position) {
        parts.pins().passed(subscription, position);
    }

    @Override
    public void filtered(long subscription, String parameter) {
        parts.writer().counts().filtered(subscription, parameter);
    }

    @Override
    public void unreadable(long ordinal, JournalException why) {
        if (why instanceof DamagedException) {
            fault.report(why);
        } else if (why instanceof MissingException
                && ordinal > parts.housekeeping().retained()) {
            fault.report(new DamagedException(String.valueOf(why.getMessage()), why));
        }
    }

    @Override
    public void again(long subscription, Progress.Unit behind, int limit, Consumer<List<Progress.Row>> taker) {
        try {
            parts.inbox().call(connection -> {
                Statements statements = new Statements(connection);
                try {
                    taker.accept(new SubscriptionStore(statements).again(subscription, behind, limit));
                } finally {
                    statements.forget(); // the driver keeps each statement that is not closed
                }
            });
        } catch (JournalException closed) {
            LOG.debug("What goes again waits for the next start", closed);
        }
    }

    @Override
    public void left(String subscription, Bookkeeper keeper) {
        try {
            if (!fault.broken()) {
                touch(keeper);
                JournalParts.await(boundedOnceGivenUp(parts.writer().call(connection -> true)));
                if (parts.pins().isGone(subscription)) {
                    parts.markGone(List.of(subscription));
                }
            }
        } catch (JournalException e) {
            if (!fault.broken()) {
                LOG.warn("Subscription {} could not record its last deliveries: {}", subscription, e.getMessage());
            }
        }
        if (fault.broken()) {
            fault.carry(keeper.progress()); // what the writer did not get to any more
        }
        left.accept(subscription);
    }

    /** A disk that takes nothing holds up no stop: what could not be recorded is delivered once more after the next start. */
    private <T> CompletableFuture<T> boundedOnceGivenUp(CompletableFuture<T> write) {
        var unused = givenUp.thenRun(() -> CompletableFuture.delayedExecutor(LAST_WRITE_SECONDS, TimeUnit.SECONDS)
                .execute(() -> write.completeExceptionally(
                        new JournalException("its disk takes no writes. They are repeated after the next start"))));
        return write;
    }

    /** Because the service stops: no last record waits much longer for a disk that takes no writes. */
    void giveUpWaiting() {
        givenUp.complete(null);
    }
}
