package io.github.tektoncourier.moment;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that has happened to a run, as one change proves it.
 *
 * @param key {@code <moment>[/<discriminator>]}, the part of the event id behind the run's UID; depends on the moment
 *     alone, so that every later snapshot gives the same key
 * @param type the CloudEvents type
 * @param time when it happened, by the object; absent when the object does not say
 * @param reason the reason given for it (of a condition, a step's end, a skip or a core Event), else absent
 * @param attempt which try it belongs to, where that is part of the moment
 * @param outcome {@code success failure cancelled timeout error}, for ends of runs only
 * @param step the step it is about, by name, else by index
 * @param exitCode of the step that ended, where it is known
 * @param pipelineTask the task it is about where that is not the run's own: one that was skipped
 * @param partial whether only the end of the run is known, and not the ended object
 */
public record Moment(
        String key,
        String type,
        Provability provability,
        @Nullable Instant time,
        @Nullable String reason,
        @Nullable Integer attempt,
        @Nullable String outcome,
        @Nullable String step,
        @Nullable Integer exitCode,
        @Nullable String pipelineTask,
        boolean partial) {

    /** Whether the observer's clock gives the time when the object carries none. */
    public boolean observed() {
        return provability == Provability.OBSERVED;
    }
}
