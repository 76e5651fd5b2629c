package io.github.tektoncourier.moment;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that has happened to a run, as one snapshot proves it.
 *
 * @param key {@code <moment>[/<discriminator>]}, the part of the event id behind the run's UID; depends only on what
 *     the moment is, so that every later snapshot gives the same
 * @param type the CloudEvents type
 * @param time when it happened, by the object; absent when neither the object nor an observer says
 * @param reason the condition's reason at this moment, else absent
 * @param attempt which try it belongs to, where that is part of the moment
 * @param outcome {@code success failure cancelled timeout error}, for ends only
 */
public record Moment(
        String key,
        String type,
        @Nullable Instant time,
        @Nullable String reason,
        @Nullable Integer attempt,
        @Nullable String outcome) {}
