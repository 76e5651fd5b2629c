package io.github.tektoncourier.cloudevent;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The attributes of an event that may stand in an address of Camel's own. Kubernetes and the courier give them an alphabet
 * without separators, so none can end its part of an address and begin another.
 */
public enum EventAttribute {
    NAMESPACE,
    KIND,
    RUNUID,
    OUTCOME,
    ATTEMPT,
    SUBJECT;

    private static final String PREFIX = "camelcloudevent";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]{1,253}");
    private static final Pattern NAMED = Pattern.compile("camelcloudevent[a-z]+", Pattern.CASE_INSENSITIVE);

    private final String lower = name().toLowerCase(Locale.ROOT);
    private final String header = "CamelCloudEvent" + name().charAt(0) + lower.substring(1);

    /** The attribute of a header; headers are told apart without regard to case, as Camel does. */
    public static Optional<EventAttribute> ofHeader(String header) {
        String name = header.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(attribute -> name.equals(PREFIX + attribute.lower()))
                .findFirst();
    }

    /** All that a text names. */
    public static List<EventAttribute> in(String expression) {
        return NAMED.matcher(expression)
                .results()
                .flatMap(found -> ofHeader(found.group()).stream())
                .distinct()
                .toList();
    }

    /** Whether a value can stand in an address: {@code .} and {@code ..} would be steps in a path. */
    public static boolean plain(String value) {
        Matcher matcher = PLAIN.matcher(value);
        return matcher.matches() && !value.equals(".") && !value.equals("..");
    }

    public String header() {
        return header;
    }

    public String lower() {
        return lower;
    }
}
