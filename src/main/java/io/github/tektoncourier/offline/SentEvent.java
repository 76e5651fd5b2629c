package io.github.tektoncourier.offline;

import io.github.tektoncourier.cloudevent.HeaderNames;
import org.apache.camel.Exchange;

/** What is told of an event beside a request about it. Values are those of runs: to be escaped where they are shown. */
public record SentEvent(String type, String namespace, String subject) {

    static final SentEvent NONE = new SentEvent("", "", "");

    static SentEvent of(Exchange exchange) {
        return new SentEvent(header(exchange, "type"), header(exchange, "namespace"), header(exchange, "subject"));
    }

    private static String header(Exchange exchange, String attribute) {
        return exchange.getMessage().getHeader(HeaderNames.of(attribute), "", String.class);
    }
}
