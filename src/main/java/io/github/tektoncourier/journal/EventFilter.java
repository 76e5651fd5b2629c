package io.github.tektoncourier.journal;

import io.github.tektoncourier.filter.Globs;
import io.github.tektoncourier.slot.SlotReader;
import java.util.Optional;

/**
 * What a subscription leaves out by the parameters of its source, as text that can be stored.
 *
 * @param types globs over event types; here and below, empty is all
 * @param outcomes globs over outcomes; where there is one, an event without an outcome never matches
 * @param slot name of the slot that divides the events; empty where there is none
 */
public record EventFilter(String types, String namespaces, String kinds, String outcomes, String slot) {

    /** Leaves nothing out. */
    public static final EventFilter NOTHING = new EventFilter("", "", "", "", "");

    /** The filter of a subscription. */
    public static EventFilter of(SubscriptionSettings settings, Delivery delivery) {
        SlotReader reader = delivery.slot();
        return new EventFilter(
                text(settings.types()),
                text(settings.namespaces()),
                text(settings.kinds()),
                text(settings.outcomes()),
                reader == null ? "" : reader.slot().name());
    }

    private static String text(Globs globs) {
        return globs.any() ? "" : globs.toString();
    }

    /** The first parameter that keeps an event out, by its name; empty where none does. */
    public Optional<String> rejectedBy(String type, String namespace, String kind, String outcome) {
        return settings().rejectedBy(type, namespace, kind, outcome);
    }

    /** The text of a parameter, by its name. */
    public String of(String parameter) {
        return switch (parameter) {
            case "types" -> types;
            case "namespaces" -> namespaces;
            case "kinds" -> kinds;
            default -> outcomes;
        };
    }

    private SubscriptionSettings settings() {
        return SubscriptionSettings.named("filter")
                .withFilters(Globs.of(types), Globs.of(namespaces), Globs.of(kinds), Globs.ofPresent(outcomes));
    }
}
