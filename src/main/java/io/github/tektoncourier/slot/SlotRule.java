package io.github.tektoncourier.slot;

import io.github.tektoncourier.text.LogText;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Which values a slot takes. */
public sealed interface SlotRule {

    /** Why a value is refused; empty where it is taken. */
    Optional<String> refusal(String value);

    /** The value as far as logs and answers may show it: a pattern may take addresses, too. */
    default String shown(String value) {
        return LogText.line(LogText.quoted(value, 80));
    }

    /** The whole value matches. */
    record Matching(Pattern pattern) implements SlotRule {

        /** @throws IllegalArgumentException when the pattern does not compile */
        static Matching of(String pattern) {
            try {
                return new Matching(Pattern.compile(pattern));
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException("slotPattern is no regular expression: " + e.getDescription()
                        + " near index " + e.getIndex() + ". Write one as Java's Pattern reads it.");
            }
        }

        @Override
        public Optional<String> refusal(String value) {
            try {
                return pattern.matcher(new BoundedText(value)).matches()
                        ? Optional.empty()
                        : Optional.of("it does not match slotPattern " + LogText.line(pattern.pattern(), 80));
            } catch (BoundedText.TooManyStepsException | StackOverflowError e) {
                return Optional.of("to match it with slotPattern takes too long");
            }
        }
    }

    /** The value is one of these. */
    record OneOf(List<String> options) implements SlotRule {

        @Override
        public Optional<String> refusal(String value) {
            return options.contains(value)
                    ? Optional.empty()
                    : Optional.of("it is none of slotEnum (" + LogText.line(String.join(", ", options), 120) + ")");
        }
    }

    /** The value is an address that may be reached. */
    record Reachable(AddressRule rule) implements SlotRule {

        @Override
        public Optional<String> refusal(String value) {
            return rule.refusal(value);
        }

        /** Scheme and host: path and query of a receiver's address may hold its secret. */
        @Override
        public String shown(String value) {
            @Nullable URI uri = null;
            try {
                uri = new URI(value);
            } catch (URISyntaxException e) {
                return "an address that is none";
            }
            return uri.getHost() == null
                    ? "an address without a host"
                    : LogText.quoted(
                            uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()),
                            120);
        }
    }
}
