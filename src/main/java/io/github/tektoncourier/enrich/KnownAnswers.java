package io.github.tektoncourier.enrich;

import io.github.tektoncourier.run.Run;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers of the API server about runs that the journal does not have, kept for a few seconds, so that a storm of core
 * Events asks once for each run. Bounded by number and by bytes.
 */
final class KnownAnswers {

    private static final Duration KEPT = Duration.ofSeconds(30);

    /** A UID that is gone, or that no run ever had, does not come to life. */
    private static final Duration ABSENCE_KEPT = Duration.ofMinutes(10);

    private static final int MOST = 2_000;
    private static final long MOST_BYTES = 16L << 20;

    private record Answer(@Nullable Run run, Instant until) {
        int bytes() {
            return run == null ? 0 : run.json().length;
        }
    }

    private final Clock clock;
    private final Map<String, Answer> answers = new LinkedHashMap<>();
    private long bytes;

    KnownAnswers(Clock clock) {
        this.clock = clock;
    }

    /** Absent when not asked lately; present without a run when the API server has none. */
    synchronized Optional<Optional<Run>> of(String uid) {
        Answer answer = answers.get(uid);
        if (answer == null) {
            return Optional.empty();
        }
        if (!answer.until().isAfter(clock.instant())) {
            forget(uid);
            return Optional.empty();
        }
        return Optional.of(Optional.ofNullable(answer.run()));
    }

    synchronized void put(String uid, @Nullable Run run) {
        forget(uid);
        Answer answer = new Answer(run, clock.instant().plus(run == null ? ABSENCE_KEPT : KEPT));
        answers.put(uid, answer);
        bytes += answer.bytes();
        while (answers.size() > MOST || (bytes > MOST_BYTES && answers.size() > 1)) {
            forget(answers.keySet().iterator().next());
        }
    }

    private void forget(String uid) {
        Answer gone = answers.remove(uid);
        bytes -= gone == null ? 0 : gone.bytes();
    }
}
