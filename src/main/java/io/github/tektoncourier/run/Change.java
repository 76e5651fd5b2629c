package io.github.tektoncourier.run;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the cluster said about one scope, and the only thing the watch hands on.
 *
 * @param resourceVersion of the object, of the bookmark, or of the whole list with {@code LIST_COMPLETE}; empty where
 *     the scope's position must stay where it is
 * @param silent what this proves is recorded as told but not announced: first sight of a scope (promise 5)
 * @param run present for changes of runs, and once a core Event has been enriched
 * @param event present for changes of core Events, and for {@code RECOVERED}
 */
public record Change(
        Scope scope,
        Type type,
        String resourceVersion,
        boolean silent,
        @Nullable Run run,
        @Nullable KubernetesEvent event) {

    /** What happened to the object or to the scope. */
    public enum Type {
        /** An object found by a list. */
        LISTED,
        /** The list is done; {@code resourceVersion} is its version and the scope's baseline stands. */
        LIST_COMPLETE,
        ADDED,
        MODIFIED,
        /** The object is gone, beyond doubt; with its last state, as far as that is known. */
        DELETED,
        /** The object ended and went between two watches; {@code event} is the core Event that says how it ended. */
        RECOVERED,
        /** Nothing changed up to {@code resourceVersion}. */
        BOOKMARK
    }

    public static Change ofRun(Scope scope, Type type, boolean silent, Run run) {
        return new Change(scope, type, run.resourceVersion(), silent, run, null);
    }

    public static Change ofEvent(Scope scope, Type type, boolean silent, KubernetesEvent event) {
        return new Change(scope, type, event.resourceVersion(), silent, null, event);
    }

    /** A run that a complete list of its scope lacks. */
    public static Change absent(Scope scope, Run lastKnown) {
        return new Change(scope, Type.DELETED, "", false, lastKnown, null);
    }

    /** A run that ended and went unseen, with the core Event that proves its end. */
    public static Change recovered(Scope scope, Run lastKnown, KubernetesEvent end) {
        return new Change(scope, Type.RECOVERED, "", false, lastKnown, end);
    }

    /** A bookmark or the end of a list. */
    public static Change ofScope(Scope scope, Type type, String resourceVersion) {
        return new Change(scope, type, resourceVersion, false, null, null);
    }

    /** The same core Event with the run it is about. */
    public Change withRun(Run known) {
        return new Change(scope, type, resourceVersion, silent, known, event);
    }

    /** The same change, recorded as told without being told. */
    public Change silenced() {
        return new Change(scope, type, resourceVersion, true, run, event);
    }

    /** Where the scope may resume once this change is durable; a list, and what it lacks, has no such place. */
    public Optional<String> position() {
        return type == Type.LISTED || resourceVersion.isEmpty() ? Optional.empty() : Optional.of(resourceVersion);
    }

    /** Rough cost in memory, for byte budgets. */
    public int bytes() {
        return 512 + (run == null ? 0 : run.json().length) + (event == null ? 0 : event.json().length);
    }
}
