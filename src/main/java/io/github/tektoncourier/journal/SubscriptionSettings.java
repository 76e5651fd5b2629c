package io.github.tektoncourier.journal;

import io.github.tektoncourier.filter.Globs;
import io.github.tektoncourier.text.Durations;
import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.text.Rate;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a sink asks for. A subscription that belongs to a namespace ({@link SubscriptionName}) gets the events of that
 * namespace alone, whatever filter is given: nothing that reads a file decides it.
 *
 * @param name stable: position, counters and dead letters belong to it
 * @param types globs over event types; by default Tekton's own
 * @param retryFor how long an event is tried while the sink answers others; {@link #FOREVER} never gives up
 * @param lanes how many partition keys are delivered at a time
 * @param rate how many deliveries begin in a time
 */
public record SubscriptionSettings(
        String name,
        Globs types,
        Globs namespaces,
        Globs kinds,
        Globs outcomes,
        StartFrom startFrom,
        Duration retryFor,
        int lanes,
        Rate rate,
        Backoff backoff) {

    public static final String TEKTON_TYPES = "dev.tekton.event.*";
    public static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();
    public static final Duration DEFAULT_RETRY_FOR = Duration.ofDays(1);
    public static final int DEFAULT_LANES = 8;

    private static final int MAX_LANES = 256;

    public SubscriptionSettings {
        if (!SubscriptionName.valid(name)) {
            throw new IllegalArgumentException("subscription=" + LogText.line(name, 60)
                    + " is no name for a subscription. Use letters, digits, '.', '_' and '-', at most 100.");
        }
        namespaces = SubscriptionName.namespace(name).map(Globs::of).orElse(namespaces);
        if (lanes < 1 || lanes > MAX_LANES) {
            throw new IllegalArgumentException("lanes=" + lanes + " is out of range. Use 1 to " + MAX_LANES + ".");
        }
    }

    /** What ships: Tekton's own types from now on. */
    public static SubscriptionSettings named(String name) {
        return new SubscriptionSettings(
                name,
                Globs.of(TEKTON_TYPES),
                Globs.ANY,
                Globs.ANY,
                Globs.ANY,
                new StartFrom.Now(),
                DEFAULT_RETRY_FOR,
                DEFAULT_LANES,
                Rate.NONE,
                Backoff.SHIPPED);
    }

    public SubscriptionSettings withFilters(Globs newTypes, Globs newNamespaces, Globs newKinds, Globs newOutcomes) {
        return new SubscriptionSettings(
                name, newTypes, newNamespaces, newKinds, newOutcomes, startFrom, retryFor, lanes, rate, backoff);
    }

    public SubscriptionSettings withStartFrom(StartFrom value) {
        return new SubscriptionSettings(
                name, types, namespaces, kinds, outcomes, value, retryFor, lanes, rate, backoff);
    }

    public SubscriptionSettings withRetryFor(Duration value) {
        return new SubscriptionSettings(
                name, types, namespaces, kinds, outcomes, startFrom, value, lanes, rate, backoff);
    }

    public SubscriptionSettings withLanes(int value) {
        return new SubscriptionSettings(
                name, types, namespaces, kinds, outcomes, startFrom, retryFor, value, rate, backoff);
    }

    public SubscriptionSettings withRate(Rate value) {
        return new SubscriptionSettings(
                name, types, namespaces, kinds, outcomes, startFrom, retryFor, lanes, value, backoff);
    }

    public SubscriptionSettings withBackoff(Backoff value) {
        return new SubscriptionSettings(
                name, types, namespaces, kinds, outcomes, startFrom, retryFor, lanes, rate, value);
    }

    /** Reads {@code forever} or a duration; absent is the default. */
    public static Duration retryFor(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return DEFAULT_RETRY_FOR;
        }
        return text.strip().toLowerCase(Locale.ROOT).equals("forever") ? FOREVER : Durations.parse("retryFor", text);
    }

    /** {@link #retryFor()}, or as good as for ever. */
    public long retryForMillis() {
        return retryFor.compareTo(Duration.ofDays(100_000)) > 0 ? Long.MAX_VALUE : retryFor.toMillis();
    }

    /**
     * The first filter that keeps an event from this subscription, by its parameter's name; empty where none does.
     *
     * @param outcome empty where the event has none
     */
    public Optional<String> rejectedBy(String type, String namespace, String kind, String outcome) {
        if (!types.matches(type)) {
            return Optional.of("types");
        }
        if (!namespaces.matches(namespace)) {
            return Optional.of("namespaces");
        }
        if (!kinds.matches(kind)) {
            return Optional.of("kinds");
        }
        return outcomes.matches(outcome) ? Optional.empty() : Optional.of("outcomes");
    }
}
