package io.github.tektoncourier.demo.kube;

import org.jspecify.annotations.Nullable;

/**
 * One step in a collection's history: what was there before and what is there now.
 *
 * @param before null when the object is new
 * @param after null when the object is gone
 */
record StoredChange(long revision, @Nullable Stored before, @Nullable Stored after) {

    /** The bytes this change holds, for the history's budget. */
    int size() {
        return after != null ? after.json().length : before != null ? before.json().length : 0;
    }
}
