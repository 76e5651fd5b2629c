package io.github.tektoncourier.journal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the journal keeps because a subscription has not passed it, or passed it by parking it or as a dead letter: the one
 * that keeps most is why a journal gets full.
 *
 * @param bytes about, by the share of events
 * @param asideBytes of these, about what is parked and dead
 * @param since when the oldest of them was appended
 */
public record Hold(String subscription, long events, long bytes, long asideBytes, @Nullable Instant since) {}
