package io.github.tektoncourier.journal.append;

import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.Run;
import org.jspecify.annotations.Nullable;

/** The runs' rows as the planner needs them: from memory, else from what is stored. */
final class RunStates<E extends Exception> {

    private final RunLookup<E> disk;
    private final ToldCache cache;
    private final ScopePositions scopes;

    RunStates(RunLookup<E> disk, ToldCache cache, ScopePositions scopes) {
        this.disk = disk;
        this.cache = cache;
        this.scopes = scopes;
    }

    /** The row as this plan has left it so far; a new one for a run that was not known. */
    RunState of(Change change, Plan plan, long nextId) throws E {
        RunState.Origin origin = RunState.Origin.of(change);
        RunState staged = plan.runs.get(origin.uid());
        if (staged != null) {
            return staged;
        }
        ToldCache.Known known = known(origin.uid());
        RunState run = known == null ? RunState.fresh(nextId, origin) : RunState.of(known);
        plan.runs.put(origin.uid(), run);
        return run;
    }

    /** The common case, and it must cost nothing: the ledger has this run as it is shown. */
    boolean has(Change change, Run shown, Plan plan) throws E {
        if (plan.runs.containsKey(shown.uid())) {
            return false;
        }
        boolean deleted = change.type() == Change.Type.DELETED;
        ToldCache.Known known = known(shown.uid());
        return known == null
                ? deleted // and never told anything
                : known.scope() == scopes.id(change.scope())
                        && known.gone() == deleted
                        && Pods.unknown(shown, known.pods()).isEmpty();
    }

    private ToldCache.@Nullable Known known(String uid) throws E {
        ToldCache.Known cached = cache.get(uid);
        if (cached != null) {
            return cached;
        }
        ToldCache.Known read = disk.run(uid);
        if (read != null) {
            cache.offer(uid, read, cache.stamp()); // nothing else commits
        }
        return read;
    }
}
