package io.github.tektoncourier.moment;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One proof of a moment in a snapshot, from which a {@link Moment} of any type is built. */
final class MomentBuilder {

    /** Places before and after all moments of a try. */
    static final long FIRST = -1;

    static final long LAST = Long.MAX_VALUE;

    private static final int TRY_ENDS = Integer.MAX_VALUE;

    private final @Nullable Instant time;
    private long place = FIRST;
    private String discriminator = "";
    private @Nullable String reason;
    private @Nullable Integer attempt;
    private @Nullable String outcome;
    private @Nullable String step;
    private @Nullable Integer exitCode;
    private @Nullable String pipelineTask;
    private boolean partial;

    private MomentBuilder(@Nullable Instant time) {
        this.time = time;
    }

    static MomentBuilder at(@Nullable Instant time) {
        return new MomentBuilder(time);
    }

    MomentBuilder because(String reason) {
        this.reason = reason.isEmpty() ? null : reason;
        return this;
    }

    MomentBuilder endedWith(String outcome) {
        this.outcome = outcome;
        return atEnd();
    }

    /** Places the moment behind those of all tries. */
    MomentBuilder atEnd() {
        this.place = LAST;
        return this;
    }

    /** Places the moment first in its try. */
    MomentBuilder asTryBegins(int attempt) {
        this.place = place(attempt, 0);
        return this;
    }

    /** Makes it the moment of a step; {@code name} is unique within its try. */
    MomentBuilder ofStep(int attempt, int index, String name) {
        this.place = place(attempt, 1 + index);
        return inAttempt(attempt, name);
    }

    /** Places the moment behind the steps of its try. */
    MomentBuilder afterSteps(int attempt, String name) {
        this.place = place(attempt, TRY_ENDS - 1);
        return inAttempt(attempt, name);
    }

    /** Places the moment at the end of a try that another one follows. */
    MomentBuilder asTryEnds(int attempt) {
        this.place = place(attempt, TRY_ENDS);
        this.attempt = attempt;
        this.discriminator = Integer.toString(attempt);
        return this;
    }

    MomentBuilder about(String step, @Nullable Integer exitCode) {
        this.step = step;
        this.exitCode = exitCode;
        return this;
    }

    MomentBuilder ofTask(String pipelineTask, String name) {
        this.pipelineTask = pipelineTask;
        this.discriminator = name;
        return this;
    }

    MomentBuilder known(String discriminator) {
        this.discriminator = discriminator;
        return this;
    }

    MomentBuilder inPart() {
        this.partial = true;
        return this;
    }

    /** Orders the proofs of one snapshot as they happened; equal places keep the order of the table. */
    long place() {
        return place;
    }

    Moment moment(String name, String type, Provability provability) {
        String key = discriminator.isEmpty() ? name : name + "/" + discriminator;
        return new Moment(
                key, type, provability, time, reason, attempt, outcome, step, exitCode, pipelineTask, partial);
    }

    private MomentBuilder inAttempt(int attempt, String name) {
        this.attempt = attempt;
        this.discriminator = attempt + "/" + name;
        return this;
    }

    private static long place(int attempt, int within) {
        return ((long) attempt << 32) | within;
    }
}
