package io.github.tektoncourier.journal.history;

import java.util.List;

/**
 * Some of the stored events, the newest first.
 *
 * @param next sequence below which the next page begins, which may be there although this one is empty; 0 where there is none
 */
public record EventPage(List<EventSummary> events, long next) {}
