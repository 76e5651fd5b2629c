package io.github.tektoncourier.journal.history;

import java.time.Instant;
import java.util.List;

/**
 * One stored event and what became of it everywhere.
 *
 * @param moment the part of its id behind the run's UID
 */
public record EventHistory(
        long sequence, String id, String moment, String type, Instant appended, List<EventFate> fates) {}
