package io.github.tektoncourier.watch.reflect;

import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.run.KnownRun;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.RunReader;
import io.github.tektoncourier.run.Scope;
import io.github.tektoncourier.run.UnreadableException;
import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.watch.api.ApiException;
import io.github.tektoncourier.watch.api.ApiServer;
import io.github.tektoncourier.watch.api.Resource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares the runs that were told last with what the API server has under their names. A restore of the store changes
 * their UIDs or takes back their changes, whatever resourceVersion the store has reached since.
 */
final class Witnesses {
    private static final int SAMPLE = 6;

    /** What one run proves of the history. */
    enum Proof {
        /**
         * It is as it was told, so the history is the same up to its resourceVersion, unless another run contradicts: a
         * restored store that has overtaken the place can give a run of the backup the very same version again.
         */
        SAME,
        /**
         * It has changed since, and its end is as it was told, or it was deleted since. So it is in this history, which
         * may be another one all the same: a run of the backup comes to the same end again in a restored store, and is
         * deleted there. Runs that the backup does not have contradict then.
         */
        ALIKE,
        /** It has changed since, which says nothing. */
        OPEN,
        /** It is gone, and nothing tells of its deletion: it is of another history, or this one is no longer kept. */
        DOUBTED,
        /** It is gone, and the API server ends the watch that would tell of its deletion: to be asked again. */
        UNANSWERED,
        /** It is older than it was, or its name had another run when it was told. */
        RESTORED
    }

    /**
     * What all witnesses prove together.
     *
     * @param server the server's resourceVersion; -1 when it cannot be known
     * @param version with {@link Proof#SAME}, the resourceVersion up to which the history is the same
     * @param witness the deciding run, {@code namespace/name}, for messages
     */
    record Verdict(Proof proof, long server, long version, String witness) {
        private static Verdict open(long server) {
            return new Verdict(Proof.OPEN, server, -1, "");
        }
    }

    private final ApiServer api;
    private final Known known;

    Witnesses(ApiServer api, Known known) {
        this.api = api;
        this.known = known;
    }

    /** The runs to ask for, whichever scope of the cluster and kind saw them last. */
    List<KnownRun> of(RunKind kind, Scope scope) {
        Scope runs = new Scope(scope.cluster(), kind.plural(), scope.namespace(), "");
        return FirstSight.meeting(known, runs)
                .flatMap(one -> known.recent(one, SAMPLE).stream())
                .filter(run -> runs.includes(run.namespace()))
                .limit(SAMPLE)
                .toList();
    }

    /**
     * Asks for one run after the other until one contradicts. What the run with the highest version proves holds where
     * none does. Without runs, returns the server's resourceVersion.
     */
    Verdict ask(Resource resource, @Nullable RunKind kind, List<KnownRun> sample, WatchStatus status)
            throws ApiException, InterruptedException {
        Verdict last = Verdict.open(-1);
        Verdict proven = null;
        try {
            if (kind == null || sample.isEmpty()) {
                return Verdict.open(
                        number(Listing.currentVersion(api, resource, (bytes, offset, length) -> {}, status)));
            }
            for (KnownRun run : latestFirst(kind, sample)) {
                last = ask(kind, run, status);
                switch (last.proof()) {
                    case DOUBTED, UNANSWERED, RESTORED -> {
                        return last;
                    }
                    case SAME, ALIKE -> proven = proven == null ? last : proven;
                    case OPEN -> {}
                }
            }
        } catch (ApiException e) {
            if (e.kind() != ApiException.Kind.DENIED) { // without the right to list it cannot be known
                throw e;
            }
        }
        return proven == null ? last : new Verdict(Proof.SAME, last.server(), proven.version(), proven.witness());
    }

    /** By the version at which they were told: what one proves holds for all that were told at lower ones. */
    private List<KnownRun> latestFirst(RunKind kind, List<KnownRun> sample) {
        Map<KnownRun, Long> versions = new HashMap<>();
        sample.forEach(run -> versions.put(run, toldAt(told(kind, run))));
        return sample.stream()
                .sorted(Comparator.comparing(versions::get, Comparator.reverseOrder()))
                .toList();
    }

    private Optional<Run> told(RunKind kind, KnownRun run) {
        return known.latest(run.uid()).flatMap(json -> read(kind, json, 0, json.length));
    }

    private static long toldAt(Optional<Run> told) {
        return told.map(Run::resourceVersion).map(Witnesses::number).orElse(-1L);
    }

    private Verdict ask(RunKind kind, KnownRun run, WatchStatus status) throws ApiException, InterruptedException {
        Optional<Run> told = told(kind, run);
        Found found = new Found(kind);
        Resource one = Resource.runs(kind, run.namespace(), "").named(run.namespace(), run.name());
        long server = number(Listing.currentVersion(api, one, found, status));
        String words = LogText.line(run.namespace() + "/" + run.name());
        long before = toldAt(told);
        Proof proof = proof(run, told, before, found);
        return new Verdict(
                proof == Proof.DOUBTED ? ofDeletion(one, run, before, server) : proof, server, before, words);
    }

    /**
     * A history that has the deletion behind the version at which the run was told is hardly another one. Where that is
     * too far back, the deletion behind the scope's place shows only that the run was of this history.
     */
    private Proof ofDeletion(Resource one, KnownRun run, long before, long server)
            throws ApiException, InterruptedException {
        DeletionProof.Answer behindRun = before < 0
                ? DeletionProof.Answer.TOO_OLD
                : DeletionProof.ask(api, one, Long.toString(before), run.uid(), server);
        return switch (behindRun) {
            case TOLD -> Proof.ALIKE;
            case NOT_TOLD -> Proof.DOUBTED;
            case TOO_OLD -> behindPlace(one, run, server);
            case CUT_SHORT -> Proof.UNANSWERED;
        };
    }

    private Proof behindPlace(Resource one, KnownRun run, long server) throws ApiException, InterruptedException {
        long place = known.positions().entrySet().stream()
                .filter(scope -> scope.getKey().resource().equals(one.name())
                        && scope.getKey().includes(run.namespace()))
                .mapToLong(scope -> number(scope.getValue().resourceVersion()))
                .filter(version -> version > 0)
                .min()
                .orElse(-1);
        if (place < 0) {
            return Proof.DOUBTED;
        }
        return switch (DeletionProof.ask(api, one, Long.toString(place), run.uid(), server)) {
            case TOLD -> Proof.OPEN;
            case NOT_TOLD, TOO_OLD -> Proof.DOUBTED;
            case CUT_SHORT -> Proof.UNANSWERED;
        };
    }

    private static Proof proof(KnownRun run, Optional<Run> told, long before, Found found) {
        Run there = found.run;
        if (there == null) {
            return found.unreadable ? Proof.OPEN : Proof.DOUBTED;
        }
        long now = number(there.resourceVersion());
        if (now >= 0 && now < before) {
            return Proof.RESTORED;
        }
        if (!there.uid().equals(run.uid())) {
            return Proof.DOUBTED;
        }
        if (before >= 0 && now == before) {
            return told.filter(was -> stands(was, there)).isPresent() ? Proof.SAME : Proof.RESTORED;
        }
        boolean alike =
                before >= 0 && told.filter(was -> endedAlike(was, there)).isPresent();
        return alike ? Proof.ALIKE : Proof.OPEN;
    }

    /** A new annotation changes the version of a run that has ended, not its end. */
    private static boolean endedAlike(Run was, Run is) {
        return was.done() && was.current().completionTime() != null && stands(was, is);
    }

    /** Two states of one version that differ are of two histories. */
    private static boolean stands(Run was, Run is) {
        return was.condition().equals(is.condition())
                && Objects.equals(was.current().completionTime(), is.current().completionTime());
    }

    private static Optional<Run> read(RunKind kind, byte[] json, int offset, int length) {
        try {
            return Optional.of(RunReader.read(kind, json, offset, length));
        } catch (UnreadableException e) {
            return Optional.empty();
        }
    }

    /** Resource versions are comparable numbers since Kubernetes 1.35 (KEP-5504); those of etcd always were. */
    static long number(String version) {
        try {
            return Long.parseLong(version);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static final class Found implements Listing.Items {
        private final RunKind kind;
        private @Nullable Run run;
        private boolean unreadable;

        private Found(RunKind kind) {
            this.kind = kind;
        }

        @Override
        public void item(byte[] bytes, int offset, int length) {
            run = read(kind, bytes, offset, length).orElse(null);
            unreadable = run == null;
        }
    }
}
