package io.github.tektoncourier.journal;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The grammar of subscriptions' names: {@code audit}, or {@code team-a/audit} for one that belongs to a namespace and gets
 * the events of that namespace alone.
 */
public final class SubscriptionName {

    /** A namespace's part of a name, and the name within it, for patterns. */
    public static final String PATTERN = "(?:([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)/)?([A-Za-z0-9._-]{1,100})";

    private static final Pattern NAME = Pattern.compile(PATTERN);

    private SubscriptionName() {}

    /** Whether a subscription can have this name. */
    public static boolean valid(String name) {
        return NAME.matcher(name).matches();
    }

    /** The namespace that a subscription belongs to; empty for one of the operator, and for what is no name. */
    public static Optional<String> namespace(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches() ? Optional.ofNullable(matcher.group(1)) : Optional.empty();
    }
}
