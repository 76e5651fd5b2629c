package io.github.tektoncourier.journal.delivery;

import io.github.tektoncourier.cloudevent.Refusal;
import io.github.tektoncourier.journal.FailureReader;
import io.github.tektoncourier.journal.Outcome;
import io.github.tektoncourier.journal.Verdict;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.TimeoutException;

/**
 * Decides what a failed delivery means. The rule behind it: what may be the sink's or its operator's fault is tried
 * again, so that a sink that is down or misconfigured eats no events; only an answer that says "this very event is
 * unacceptable" is dead at once.
 */
public final class Classification {

    private static final int DEPTH = 20;

    private final List<FailureReader> readers;
    private final Clock clock;

    /** Knows the failures of every {@link FailureReader} that is there. */
    public Classification(Clock clock) {
        this.readers = ServiceLoader.load(FailureReader.class, FailureReader.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        this.clock = clock;
    }

    /** What the outcome of a failed attempt means. */
    public Verdict of(Outcome.Failed failed) {
        Verdict verdict = of(failed.cause());
        boolean ofTheSink =
                verdict.forGood() || verdict.retryAfterMillis() > 0 || !verdict.answered() || refused(failed.cause());
        return failed.byRoute() && !ofTheSink
                ? Verdict.byRoute("the route itself failed: " + verdict.answer())
                : verdict;
    }

    /** A sink that reads an answer by itself, as Slack's is read, says so behind its send, which ended well. */
    private static boolean refused(Throwable failure) {
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < DEPTH; cause = cause.getCause(), depth++) {
            if (cause instanceof Refusal) {
                return true;
            }
        }
        return false;
    }

    public Verdict of(Throwable failure) {
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < DEPTH; cause = cause.getCause(), depth++) {
            Optional<Verdict> known = known(cause);
            if (known.isPresent()) {
                return known.get();
            }
            if (cause instanceof Refusal refusal) {
                return new Verdict(
                        refusal.forGood(),
                        true,
                        Math.max(0, refusal.retryAfterSeconds()) * 1_000L,
                        Verdict.words(cause));
            }
            if (cause instanceof IOException || cause instanceof TimeoutException) {
                return Verdict.retry(false, Verdict.words(cause)); // refused, reset, timed out, no such host, TLS
            }
        }
        return Verdict.retry(true, Verdict.words(failure));
    }

    private Optional<Verdict> known(Throwable cause) {
        return readers.stream()
                .flatMap(reader -> reader.read(cause, clock).stream())
                .findFirst();
    }
}
