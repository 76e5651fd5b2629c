package io.github.tektoncourier.offline;

import java.util.List;
import java.util.Map;

/**
 * What one step would send.
 *
 * @param file whose step sends it; empty where that is unknown
 * @param event that it is about
 * @param step as {@code to kamelet:cloudevents-http-sink}
 * @param line of the step in its file; 0 where it is unknown
 * @param method of HTTP; {@code produce} for Kafka, {@code send} for anything else
 * @param address as the file has it, placeholders not filled in; variables of the event are
 * @param target where it would really go; secrets in it
 * @param headers as they would go out; secrets in them
 * @param body bytes that would go out
 */
public record RecordedRequest(
        String file,
        SentEvent event,
        String step,
        int line,
        String method,
        String address,
        String target,
        Map<String, List<String>> headers,
        byte[] body) {}
