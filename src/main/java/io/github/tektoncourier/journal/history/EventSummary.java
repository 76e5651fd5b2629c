package io.github.tektoncourier.journal.history;

import java.time.Instant;

/**
 * A stored event without its data.
 *
 * @param outcome empty where the event has none
 * @param run name of the run
 * @param uid of the run
 */
public record EventSummary(
        long sequence,
        String id,
        String type,
        String namespace,
        String run,
        String uid,
        String kind,
        String outcome,
        Instant appended) {}
