package io.github.tektoncourier.journal.history;

import java.time.Instant;

/**
 * An attempt that did not deliver.
 *
 * @param number 1 for the first
 * @param millis how long it took
 * @param outcome {@code refused}, {@code failed}, {@code unreachable} or {@code route}
 * @param answer in words, without secrets
 */
public record FailedAttempt(int number, Instant at, long millis, String outcome, String answer) {}
