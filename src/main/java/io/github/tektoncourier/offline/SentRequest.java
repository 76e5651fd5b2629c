package io.github.tektoncourier.offline;

import java.time.Duration;

/**
 * What one step really sent.
 *
 * @param file whose step sent it
 * @param event that it was about
 * @param step as {@code to kamelet:cloudevents-http-sink}
 * @param line of the step in its file
 * @param address as the file has it, placeholders not filled in
 * @param answer in words: what was answered, or why nothing was
 * @param failed whether it was not taken
 */
public record SentRequest(
        String file,
        SentEvent event,
        String step,
        int line,
        String address,
        String answer,
        boolean failed,
        Duration took) {}
