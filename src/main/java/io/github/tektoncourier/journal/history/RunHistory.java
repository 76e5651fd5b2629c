package io.github.tektoncourier.journal.history;

import java.util.List;

/**
 * What the journal knows of a run.
 *
 * @param kind in lower case
 * @param gone whether it was found deleted
 * @param silent moments that had happened when the run was first seen, and are not told
 * @param events in order; of those that are still kept
 * @param expired moments whose events are not kept any more
 * @param whole false where only one event was asked for
 */
public record RunHistory(
        String uid,
        String kind,
        String namespace,
        String name,
        boolean gone,
        List<String> silent,
        List<EventHistory> events,
        List<String> expired,
        boolean whole) {}
