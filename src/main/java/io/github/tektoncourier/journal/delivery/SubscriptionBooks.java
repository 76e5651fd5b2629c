package io.github.tektoncourier.journal.delivery;

import io.github.tektoncourier.journal.track.Progress;
import io.github.tektoncourier.journal.track.Resume;
import org.jspecify.annotations.Nullable;

/** A subscription's books: position, counters and exceptions, and what of them the disk has yet to learn. */
final class SubscriptionBooks {

    /** Settled events that the disk does not know yet: what a kill may repeat. */
    private static final int MAX_UNWRITTEN = 128;

    private final long id;
    private final AckWindow window;
    private long delivered;
    private long filtered;
    private long dead;
    private long dropped;
    private String error = "";
    private long errorAt;
    private String state = "up";
    private boolean changed = true;
    private int unwritten;
    private int writing;

    SubscriptionBooks(Resume resume) {
        this.id = resume.id();
        this.window = new AckWindow(resume.position(), resume.rows(), resume.gaps());
        this.delivered = resume.counters().delivered();
        this.filtered = resume.counters().filtered();
        this.dead = resume.counters().dead();
        this.dropped = resume.counters().dropped();
        this.error = resume.error();
        this.errorAt = resume.errorAt();
    }

    long position() {
        return window.position();
    }

    boolean settled(long seq) {
        return window.settled(seq);
    }

    void delivered(long seq, boolean hadRow) {
        delivered++;
        unwritten++;
        changed = true;
        window.settle(seq, hadRow);
    }

    void filtered(long seq, boolean hadRow) {
        filtered++;
        changed = true;
        window.settle(seq, hadRow);
    }

    /** The last sequence in a row behind this one that no event has. */
    long pass(long seq) {
        return window.endOfGap(seq + 1);
    }

    void missing(long seq) {
        if (!window.settled(seq)) {
            dropped++;
            changed = true;
            window.settle(seq, false);
        }
    }

    /** @param failure absent for an event that waits behind the one that failed */
    void parked(long seq, String key, Lane.@Nullable Failure failure) {
        changed = true;
        window.settle(row(seq, Progress.Row.PARKED, key, failure));
    }

    void dead(long seq, String key, Lane.Failure failure) {
        dead++;
        unwritten++;
        changed = true;
        window.settle(row(seq, Progress.Row.DEAD, key, failure));
    }

    private static Progress.Row row(long seq, int state, String key, Lane.@Nullable Failure failure) {
        return failure == null
                ? new Progress.Row(seq, state, key, 0, 0, 0, "")
                : new Progress.Row(
                        seq, state, key, failure.attempts(), failure.first(), failure.counted(), failure.answer());
    }

    void failed(String answer, long now) {
        error = answer;
        errorAt = now;
        changed = true;
    }

    /** The latest answer that was no. */
    String error() {
        return error;
    }

    /** {@code up}, {@code down}, {@code full} or {@code idle}. */
    void state(String now) {
        changed |= !state.equals(now);
        state = now;
    }

    boolean changed() {
        return changed;
    }

    /** Whether so much is settled but unwritten that sending more could mean too many repeats after a kill. */
    boolean behind() {
        return unwritten + writing >= MAX_UNWRITTEN;
    }

    /** Whether {@link #behind} is near, so that what is settled should be written now. */
    boolean pressing() {
        return unwritten >= MAX_UNWRITTEN / 2;
    }

    /** Everything that changed since the last call. */
    @Nullable
    Progress progress() {
        if (!changed) {
            return null;
        }
        changed = false;
        writing += unwritten;
        Progress progress = new Progress(
                id,
                window.position(),
                new Progress.Counters(delivered, filtered, dead, dropped),
                state,
                error,
                errorAt,
                window.changes(),
                unwritten);
        unwritten = 0;
        return progress;
    }

    void committed(Progress progress) {
        writing -= progress.settled();
    }
}
