package io.github.tektoncourier.offline;

import io.github.tektoncourier.routes.check.WrittenSteps;
import io.github.tektoncourier.text.LogText;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;

/** The address of a step as its file has it: placeholders stay, variables of the event are filled in. */
final class WrittenAddress {

    private static final Pattern VARIABLE = Pattern.compile("(?<!\\{)\\{([A-Za-z0-9_.-]+)}(?!})");

    private WrittenAddress() {}

    /** Where a step sends. */
    static String of(WrittenSteps.Address written, Optional<Exchange> exchange) {
        return filled(place(written), exchange);
    }

    private static String place(WrittenSteps.Address written) {
        Map<String, String> parameters = written.parameters();
        String uri = bare(written.uri());
        if (uri.equals("kamelet:cloudevents-kafka-sink")) {
            return parameters.getOrDefault("bootstrapServers", "") + " topic " + parameters.getOrDefault("topic", "");
        }
        if (uri.equals("kamelet:tekton-slack-sink") && !parameters.containsKey("webhookUrl")) {
            return "channel " + parameters.getOrDefault("channel", "");
        }
        for (String name : new String[] {"url", "webhookUrl"}) {
            if (uri.startsWith("kamelet:") && parameters.containsKey(name)) {
                return parameters.get(name);
            }
        }
        return written.uri();
    }

    /** The address without its query. */
    static String bare(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    private static String filled(String place, Optional<Exchange> exchange) {
        Matcher variable = VARIABLE.matcher(place);
        return variable.replaceAll(
                match -> Matcher.quoteReplacement(exchange.map(one -> one.getVariable(match.group(1), String.class))
                        .map(value -> LogText.line(value, 300))
                        .orElse(match.group())));
    }
}
