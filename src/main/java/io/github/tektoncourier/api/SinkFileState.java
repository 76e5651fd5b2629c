package io.github.tektoncourier.api;

import java.util.List;

/**
 * A sink file and whether it runs.
 *
 * @param state {@code running}, {@code off}, {@code refused}, or {@code earlier} where it is refused and an earlier version of
 *     it goes on
 * @param reasons why it is refused, one line each
 */
public record SinkFileState(String file, String state, List<String> subscriptions, List<String> reasons) {}
