package io.github.tektoncourier.journal.history;

/**
 * A run that the journal knows.
 *
 * @param number of the run in the journal, rising in the order in which runs were first seen
 * @param kind in lower case
 * @param deleted whether it was found deleted
 */
public record RunSummary(long number, String uid, String kind, String namespace, String name, boolean deleted) {}
