package io.github.tektoncourier.watch.reflect;

import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.run.Scope;

/** How far one watcher has come in its scope. Not thread-safe: used by the watcher's thread only. */
final class Cursor {
    final Scope scope;

    /** The resourceVersion from which the next watch starts; empty when a list must come first. */
    String version;

    /** Whether a first list was committed completely, so that every run found later is told. */
    boolean baseline;

    Cursor(Scope scope, Known.Position stored) {
        this.scope = scope;
        this.version = stored.resourceVersion();
        this.baseline = stored.baseline();
    }

    void lost() {
        version = "";
    }

    void listed(String listVersion) {
        version = listVersion;
        baseline = true;
    }
}
