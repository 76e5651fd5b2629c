package io.github.tektoncourier.watch.reflect;

import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.run.KnownRun;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.Scope;
import io.github.tektoncourier.watch.api.ApiException;
import io.github.tektoncourier.watch.api.ApiServer;
import io.github.tektoncourier.watch.api.Resource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Whether the API server's history is the one that was seen. A store that came back from a backup is behind at first,
 * and then a watch says nothing at all, and no error either, until the server has caught up; once it has, its numbers
 * say nothing any more, but the runs that the ledger knows are not there, or not as they were. Shared by all watches,
 * so that a start asks once for each kind.
 */
public final class History {
    private static final Duration FRESH = Duration.ofSeconds(2);

    /** How long a server that does not say whether a run was deleted is asked again before the scope is listed. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** The watches that share an answer: those of one kind in one namespace, and those of core Events about it. */
    private record Subject(@Nullable RunKind kind, String namespace) {}

    private record Answer(Instant asked, Witnesses.Verdict verdict) {}

    private final Witnesses witnesses;
    private final Clock clock;
    private final Map<Subject, Answer> answers = new HashMap<>();
    private final AtomicInteger restores = new AtomicInteger();
    private final Map<Subject, Instant> unanswered = new HashMap<>(); // since when

    public History(ApiServer api, Known known, Clock clock) {
        this.witnesses = new Witnesses(api, known);
        this.clock = clock;
    }

    /** How often the store was found restored. */
    int restores() {
        return restores.get();
    }

    /** @throws ApiException GONE when any watch has found the store restored since there were so many restores */
    void mustBeThatOf(int restoresSeen) throws ApiException {
        if (restores() > restoresSeen) {
            throw new ApiException(
                    ApiException.Kind.GONE, "the API server's store was restored, as another watch found");
        }
    }

    /**
     * The resourceVersion from which to go on. Versions that are no numbers cannot be compared.
     *
     * @param since when the doubt began; answers from before that do not count
     * @param thorough whether to go on behind the last run that proves the history, which tells what another history
     *     has in its place, instead of behind the last bookmark
     * @throws ApiException GONE when the history is another one, or the server has never reached the cursor
     */
    synchronized String resume(Resource resource, Cursor cursor, Instant since, boolean thorough, WatchStatus status)
            throws ApiException, InterruptedException {
        Witnesses.Verdict verdict = verdict(resource, cursor.scope, since, status);
        long ours = Witnesses.number(cursor.version);
        if (verdict.proof() == Witnesses.Proof.RESTORED) {
            throw restored("the API server has run " + verdict.witness()
                    + " in an older state than was told: its store was restored");
        }
        if (verdict.server() >= 0 && verdict.server() < ours) {
            throw restored("the API server is at resourceVersion " + verdict.server() + " where it was at " + ours
                    + " before: its store was restored");
        }
        if (resource.runs() == null) {
            return cursor.version;
        }
        mustBeAnswered(verdict, new Subject(resource.runs(), cursor.scope.namespace()));
        if (verdict.proof() == Witnesses.Proof.DOUBTED || verdict.proof() == Witnesses.Proof.UNANSWERED) {
            throw new ApiException(
                    ApiException.Kind.GONE,
                    "the API server no longer has run " + verdict.witness()
                            + ", and its history does not tell of a deletion: it is too far back, or the server's store was"
                            + " restored");
        }
        boolean behind = verdict.proof() == Witnesses.Proof.SAME && verdict.version() < ours;
        return thorough && behind ? Long.toString(verdict.version()) : cursor.version;
    }

    /** A list passes over runs that came and went meanwhile, so it comes only when the server has had time to answer. */
    private void mustBeAnswered(Witnesses.Verdict verdict, Subject subject) throws ApiException {
        if (verdict.proof() != Witnesses.Proof.UNANSWERED) {
            unanswered.remove(subject);
            return;
        }
        Instant now = clock.instant();
        Instant since = unanswered.computeIfAbsent(subject, first -> now);
        if (since.plus(PATIENCE).isAfter(now)) {
            throw new ApiException(
                    ApiException.Kind.PASSING,
                    "the API server no longer has run " + verdict.witness()
                            + " and ends the watch that would tell of its deletion; it is asked again");
        }
        unanswered.remove(subject);
    }

    private ApiException restored(String words) {
        answers.clear();
        restores.incrementAndGet();
        return new ApiException(ApiException.Kind.GONE, words);
    }

    private Witnesses.Verdict verdict(Resource resource, Scope scope, Instant since, WatchStatus status)
            throws ApiException, InterruptedException {
        RunKind kind = resource.runs() != null ? resource.runs() : about(resource);
        List<KnownRun> sample = kind == null ? List.of() : witnesses.of(kind, scope);
        Subject subject = sample.isEmpty() ? new Subject(null, "") : new Subject(kind, scope.namespace());
        Answer before = answers.get(subject);
        if (before != null
                && !before.asked().isBefore(since)
                && before.asked().plus(FRESH).isAfter(clock.instant())) {
            return before.verdict();
        }
        Witnesses.Verdict verdict = witnesses.ask(resource, kind, sample, status);
        if (verdict.server() >= 0) {
            answers.put(subject, new Answer(clock.instant(), verdict));
        }
        return verdict;
    }

    /** The kind of runs that the core Events of a scope are about. */
    private static @Nullable RunKind about(Resource events) {
        for (RunKind kind : RunKind.values()) {
            if (events.name().endsWith("/" + kind.kind())) {
                return kind;
            }
        }
        return RunKind.TASK_RUN;
    }
}
