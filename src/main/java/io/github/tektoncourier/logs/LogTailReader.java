package io.github.tektoncourier.logs;

import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.journal.tail.LogTail;
import io.github.tektoncourier.journal.tail.LogTailStore;
import io.github.tektoncourier.journal.tail.LogTails;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.text.LimitedLog;
import io.github.tektoncourier.text.LogText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Reads the log of each failed step once, beside the way of events: as soon as a failure is noticed, else when a sink asks,
 * which is how one is read that a restart cut off. What waits is bounded by what can be read while a sink waits; what is
 * beyond that is not read, and its note says so.
 */
public final class LogTailReader implements LogTails, FailureNotice, AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(10);
    static final int PER_SECOND = 5;
    static final int MOST_WAITING = 50;
    static final int MOST_OF_NAMESPACE = 20;
    private static final int BURST = 10;
    private static final int TRIES = 3;
    private static final int MOST_KNOWN = 2_000;
    private static final long LOOK_MILLIS = 100;
    private static final String LATE = "it could not be read in time";

    private static final LimitedLog LOG = new LimitedLog(LoggerFactory.getLogger(LogTailReader.class));

    private final PodLogs logs;
    private final LogTailStore store;
    private final TailText text;
    private final Clock clock;
    private final Waiting waiting;
    private final Executor threads;
    private final ReadPace pace = new ReadPace(PER_SECOND, BURST);

    /** Until when a sink waits for a log that is being read, by the TaskRun's UID. */
    private final Map<String, Instant> reading = new HashMap<>();

    private final Map<String, Integer> ofNamespace = new HashMap<>();
    private final Map<String, LogTail> lately = new LinkedHashMap<>();
    private volatile boolean closed;

    /**
     * A reader.
     *
     * @param pattern what to mask besides, a regular expression; empty for nothing
     * @param waiting between two tries
     * @param threads on which logs are read
     * @throws IllegalArgumentException when the pattern is none
     */
    public LogTailReader(
            PodLogs logs, LogTailStore store, String pattern, Clock clock, Waiting waiting, Executor threads) {
        this.logs = logs;
        this.store = store;
        this.text = new TailText(SecretMask.of(pattern));
        this.clock = clock;
        this.waiting = waiting;
        this.threads = threads;
    }

    @Override
    public Batch noticed(Batch batch) {
        Run run = batch.change().run();
        boolean fails =
                batch.entries().stream().anyMatch(entry -> entry.moment().equals("failed") && entry.event() != null);
        if (run != null && fails) {
            FailedStep.of(run).ifPresent(this::begin);
        }
        return batch;
    }

    @Override
    public Map<String, LogTail> known(List<Run> runs) {
        Map<String, LogTail> found = new LinkedHashMap<>();
        steps(runs).forEach(step -> {
            LogTail tail = kept(step.uid());
            if (tail != null) {
                found.put(step.uid(), tail);
            }
        });
        return found;
    }

    @Override
    public Map<String, LogTail> awaited(List<Run> runs, Waiting pause) throws InterruptedException {
        Map<String, LogTail> found = known(runs);
        List<FailedStep> missing = steps(runs).stream()
                .filter(step -> !found.containsKey(step.uid()))
                .toList();
        Map<FailedStep, Instant> until = new LinkedHashMap<>();
        missing.forEach(step -> until.put(step, begin(step)));
        for (FailedStep step : missing) {
            found.put(step.uid(), awaited(step, until.getOrDefault(step, Instant.MIN), pause));
        }
        return found;
    }

    private LogTail awaited(FailedStep step, Instant until, Waiting pause) throws InterruptedException {
        LogTail found = lately(step.uid());
        while (found == null && clock.instant().isBefore(until)) {
            if (closed) {
                throw new InterruptedException("The courier stops while a log is read");
            }
            pause.pause(LOOK_MILLIS);
            found = lately(step.uid());
        }
        return found != null ? found : late(step);
    }

    /** What is shown until the log is read after all. */
    private synchronized LogTail late(FailedStep step) {
        return lately.computeIfAbsent(step.uid(), uid -> note(step, LATE));
    }

    private static List<FailedStep> steps(List<Run> runs) {
        return runs.stream().map(FailedStep::of).flatMap(Optional::stream).toList();
    }

    /** No sink waits for a log any more, and none is read. */
    @Override
    public void close() {
        closed = true;
    }

    private @Nullable LogTail kept(String uid) {
        LogTail found = lately(uid);
        return found != null ? found : store.get(uid).orElse(null);
    }

    private synchronized @Nullable LogTail lately(String uid) {
        return lately.get(uid);
    }

    private synchronized void keep(FailedStep step, LogTail tail) {
        lately.put(step.uid(), tail);
        if (lately.size() > MOST_KNOWN) {
            lately.remove(lately.keySet().iterator().next());
        }
    }

    /** Begins to read unless that is done already, and says until when to wait for it. */
    private synchronized Instant begin(FailedStep step) {
        Instant until = reading.get(step.uid());
        if (until != null || lately.containsKey(step.uid()) || closed) {
            return until == null ? Instant.MIN : until;
        }
        int others = ofNamespace.getOrDefault(step.namespace(), 0);
        if (reading.size() >= MOST_WAITING || others >= MOST_OF_NAMESPACE) {
            keep(step, note(step, "too many tasks failed at once"));
            return Instant.MIN;
        }
        ofNamespace.put(step.namespace(), others + 1);
        Instant patience = clock.instant().plus(PATIENCE);
        reading.put(step.uid(), patience);
        threads.execute(() -> read(step, patience));
        return patience;
    }

    private void read(FailedStep step, Instant until) {
        try {
            LogTail tail = tried(step, until);
            store(step, tail);
            keep(step, tail);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the courier stops; it is read again when a sink asks
        } finally {
            ended(step);
        }
    }

    private synchronized void ended(FailedStep step) {
        reading.remove(step.uid());
        ofNamespace.computeIfPresent(step.namespace(), (name, count) -> count > 1 ? count - 1 : null);
    }

    private void store(FailedStep step, LogTail tail) {
        if (closed) {
            return;
        }
        try {
            store.put(step.uid(), tail);
        } catch (RuntimeException e) {
            LOG.warn("{} It is shown until the courier stops, and read again then.", LogText.line(e.getMessage(), 300));
        }
    }

    private LogTail tried(FailedStep step, Instant until) throws InterruptedException {
        String why = LATE;
        for (int i = 0; i < TRIES && !closed; i++) {
            waiting.pause(pace.take(clock.millis()));
            if (!clock.instant().isBefore(until)) {
                break;
            }
            try {
                String lines = text.of(logs.read(step.namespace(), step.pod(), step.container()));
                return lines.isEmpty()
                        ? note(step, "it is empty: the step printed nothing, or the node rotated it away")
                        : new LogTail(step.step(), lines, "");
            } catch (UnreadLogException e) {
                why = e.why();
                if (e.kind() == UnreadLogException.Kind.FORBIDDEN) {
                    forbidden(step, why);
                }
                if (e.kind() != UnreadLogException.Kind.PASSING) {
                    break;
                }
            }
        }
        return note(step, why);
    }

    private static void forbidden(FailedStep step, String why) {
        LOG.warn(
                "The log of pod {} in namespace {} is not read: {}. Grant get on pods/log (docs/operations.md, Rights), or"
                        + " switch courier.logs.tail off.",
                LogText.quoted(step.pod()),
                LogText.quoted(step.namespace()),
                why);
    }

    private static LogTail note(FailedStep step, String why) {
        return new LogTail(step.step(), "", why);
    }
}
