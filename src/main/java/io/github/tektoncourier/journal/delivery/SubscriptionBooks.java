package io.github.tektoncourier.journal.delivery;

import io.github.tektoncourier.journal.track.Progress;
import io.github.tektoncourier.journal.track.Resume;
import io.github.tektoncourier.slot.SlotReading;
import java.util.ArrayList;
import java.util.List;
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
    private long extra;
    private long refused;
    private long replayed;
    private long replayFailed;
    private String refusal;
    private String error = "";
    private long errorAt;
    private String state = "up";
    private long downSince;
    private boolean changed = true;
    private final List<Progress.Ended> ended = new ArrayList<>();
    private final List<Progress.Failed> attempts = new ArrayList<>();
    private int unwritten;
    private int writing;

    SubscriptionBooks(Resume resume) {
        this.id = resume.id();
        this.window = new AckWindow(resume.position(), resume.rows(), resume.gaps());
        this.delivered = resume.counters().delivered();
        this.filtered = resume.counters().filtered();
        this.dead = resume.counters().dead();
        this.dropped = resume.counters().dropped();
        this.extra = resume.counters().extra();
        this.refused = resume.counters().refused();
        this.refusal = resume.refusal();
        this.replayed = resume.counters().replayed();
        this.replayFailed = resume.counters().replayFailed();
        this.error = resume.error();
        this.errorAt = resume.errorAt();
        this.downSince = resume.downSince();
    }

    long position() {
        return window.position();
    }

    boolean settled(long seq) {
        return window.settled(seq);
    }

    void delivered(long seq, String value, boolean hadRow) {
        delivered++;
        downSince = 0;
        unwritten++;
        changed = true;
        window.settle(new Progress.Unit(seq, value), hadRow);
    }

    void filtered(long seq, String value, boolean hadRow) {
        filtered++;
        leave(seq, value, hadRow);
    }

    /** An event became as many deliveries as its slot has values; what is refused is filtered, as is one without any. */
    void divided(SlotReading reading) {
        extra += reading.units() - 1;
        refused += reading.refused().size();
        filtered += reading.refused().size();
        if (reading.values().isEmpty()
                && reading.refused().isEmpty()
                && reading.lacking().isEmpty()) {
            filtered++;
        }
        if (!reading.refused().isEmpty()) {
            refusal = reading.refused().get(0).toString();
        }
        changed = true;
    }

    /** Done with, in whichever way it was counted. */
    void leave(long seq, String value, boolean hadRow) {
        changed = true;
        window.settle(new Progress.Unit(seq, value), hadRow);
    }

    /** A delivery that waits for its turn, or an event that waits for the values of its slot. */
    void waits(long seq, String value, String key) {
        changed = true;
        window.settle(new Progress.Row(seq, Progress.Row.WAITING, key, 0, 0, 0, 0, "", value));
    }

    /** The last sequence in a row behind this one that no event has. */
    long pass(long seq) {
        return window.endOfGap(seq + 1);
    }

    void missing(long seq) {
        if (!window.settled(seq)) {
            dropped++;
            changed = true;
            window.settle(new Progress.Unit(seq, ""), false);
        }
    }

    /** @param failure absent for an event that waits behind the one that failed */
    void parked(long seq, String value, String key, Lane.@Nullable Failure failure) {
        changed = true;
        window.settle(row(seq, value, Progress.Row.PARKED, key, failure));
    }

    void dead(long seq, String value, String key, Lane.Failure failure) {
        dead++;
        unwritten++;
        changed = true;
        window.settle(row(seq, value, Progress.Row.DEAD, key, failure));
    }

    /** An event that goes again failed and waits for its next try. */
    void again(Lane lane, long seq, Lane.Failure failure) {
        changed = true;
        window.settle(row(seq, lane.destination.value, lane.again, lane.runKey, failure));
    }

    /** A replay has ended. */
    void replayed(long seq, String value, boolean failed) {
        replayed += failed ? 0 : 1;
        replayFailed += failed ? 1 : 0;
        unwritten++;
        leave(seq, value, true);
    }

    /** On request, dead letters are not dead any more: they go again, or are dropped. The disk knows that already. */
    void undead(long letters, long ofThemDropped) {
        dead -= letters;
        dropped += ofThemDropped;
    }

    private static Progress.Row row(long seq, String value, int state, String key, Lane.@Nullable Failure failure) {
        return failure == null
                ? new Progress.Row(seq, state, key, 0, 0, 0, 0, "", value)
                : new Progress.Row(
                        seq,
                        state,
                        key,
                        failure.attempts(),
                        failure.first(),
                        failure.last(),
                        failure.counted(),
                        failure.answer(),
                        value);
    }

    /** Notes how a delivery ended, for people who ask. */
    void ended(Progress.Ended one) {
        ended.add(one);
    }

    /** Notes a failed attempt. */
    void attempt(Progress.Failed failure) {
        attempts.add(failure);
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

    /** The sink takes nothing, since now or, over restarts too, since it was first found so. */
    void down(long now) {
        downSince = downSince == 0 ? now : downSince;
        state("down");
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
                new Progress.Counters(delivered, filtered, dead, dropped, extra, refused, replayed, replayFailed),
                state,
                error,
                errorAt,
                window.changes(),
                unwritten,
                refusal,
                List.copyOf(ended),
                List.copyOf(attempts),
                downSince);
        ended.clear();
        attempts.clear();
        unwritten = 0;
        return progress;
    }

    void committed(Progress progress) {
        writing -= progress.settled();
    }
}
