package io.github.tektoncourier.journal.track;

import org.jspecify.annotations.Nullable;

/** A source of {@link Progress}: the writer asks it before a commit and tells it after one. */
public interface Bookkeeper {

    /** What changed since the last call; absent when nothing did. */
    @Nullable
    Progress progress();

    /** That progress is on disk. */
    void committed(Progress progress);
}
