package io.github.tektoncourier.offline;

import io.github.tektoncourier.routes.check.grammar.WrittenSteps.Address;
import io.github.tektoncourier.routes.check.grammar.WrittenSteps.WrittenStep;
import io.github.tektoncourier.text.Credentials;
import io.github.tektoncourier.text.LogText;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** The address of a step as its file has it: placeholders stay, values of the event are filled in. */
final class WrittenAddress {

    private static final String KAMELET = "kamelet:";
    private static final Pattern VARIABLE = Pattern.compile("(?<![{$])\\{([A-Za-z0-9_.-]+)}(?!})");
    private static final Pattern FUNCTION = Pattern.compile("\\$\\{([^{}]+)}");
    private static final int LONGEST = 300;

    private WrittenAddress() {}

    /** The step's name, with the Kamelet that it calls. */
    static String step(WrittenStep step) {
        String uri = step.address().map(Address::uri).orElse("");
        return !uri.startsWith(KAMELET)
                ? step.name()
                : step.name().equals("kamelet") ? bare(uri) : step.name() + " " + bare(uri);
    }

    /**
     * Where a step sends.
     *
     * @param target where it really goes
     * @param exchange of the event
     */
    static String of(WrittenStep step, String target, Optional<Exchange> exchange) {
        String place = step.address()
                .map(address -> place(address, target))
                .or(() -> step.expression().filter(text -> !text.contains(",")))
                .orElse(host(target));
        return Credentials.maskedAddress(filled(place, exchange));
    }

    private static String place(Address written, String target) {
        Map<String, String> parameters = written.parameters();
        String uri = bare(written.uri());
        if (!uri.startsWith(KAMELET)) {
            return written.uri();
        }
        if (parameters.containsKey("bootstrapServers")) {
            return parameters.get("bootstrapServers") + " topic "
                    + (parameters.containsKey("topicFrom")
                            ? "{" + parameters.get("topicFrom") + "}"
                            : parameters.getOrDefault("topic", ""));
        }
        for (String name : new String[] {"url", "webhookUrl"}) {
            String given = parameters.get(name);
            if (given != null) {
                return unescaped(given);
            }
        }
        if (parameters.containsKey("urlFrom")) {
            return "{" + parameters.get("urlFrom") + "}";
        }
        if (parameters.containsKey("channelFrom")) {
            return "channel {" + parameters.get("channelFrom") + "}";
        }
        return parameters.containsKey("channel")
                ? "channel " + parameters.get("channel")
                : uri + ", to " + host(target);
    }

    /** Between {@code RAW(} and {@code )}, or as it is. */
    private static String unescaped(String value) {
        return value.matches("(?s)RAW\\(.*\\)|RAW\\{.*}") ? value.substring(4, value.length() - 1) : value;
    }

    /** Scheme and host of an address, which are no secret. */
    private static String host(String target) {
        return LogText.line(target, LONGEST);
    }

    /** The address without its query. */
    static String bare(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    private static String filled(String place, Optional<Exchange> exchange) {
        if (exchange.isEmpty()) {
            return place;
        }
        Exchange event = exchange.get();
        String functions = FUNCTION.matcher(place)
                .replaceAll(match -> Matcher.quoteReplacement(shown(match.group(), evaluated(match.group(), event))));
        return VARIABLE.matcher(functions)
                .replaceAll(match -> Matcher.quoteReplacement(
                        shown(match.group(), event.getVariable(match.group(1), String.class))));
    }

    private static @Nullable String evaluated(String function, Exchange event) {
        try {
            return event.getContext()
                    .resolveLanguage("simple")
                    .createExpression(function)
                    .evaluate(event, String.class);
        } catch (RuntimeException e) {
            return null;
        }
    }

    private static String shown(String written, @Nullable String value) {
        return value == null ? written : LogText.line(value, LONGEST);
    }
}
