package io.github.tektoncourier.watch.reflect;

import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.run.Scope;

/** How far one watcher has come in its scope. Only its own thread touches it. */
final class Cursor {
    final Scope scope;

    /** Where the next watch begins; empty when there must be a list first. */
    String version;

    /** Whether a first list was committed whole, so that nothing found later is silent. */
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
