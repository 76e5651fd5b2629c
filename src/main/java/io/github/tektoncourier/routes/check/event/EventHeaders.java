package io.github.tektoncourier.routes.check.event;

import io.github.tektoncourier.cloudevent.HeaderNames;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The headers that an event brings into a route. Camel tells headers apart without regard to case. */
final class EventHeaders {

    private static final Map<String, String> BY_ATTRIBUTE = byAttribute();

    private EventHeaders() {}

    private static Map<String, String> byAttribute() {
        return new TreeMap<>(HeaderNames.ofEvents());
    }

    /** All of them, as the events page spells them. */
    static Set<String> names() {
        return new TreeSet<>(BY_ATTRIBUTE.values());
    }

    /** Whether an event has a header of this name. */
    static boolean has(String header) {
        return BY_ATTRIBUTE.values().stream().anyMatch(header::equalsIgnoreCase);
    }

    /** The header that a name of an attribute, with or without a prefix of another binding, stands for. */
    static Optional<String> ofAttribute(String name) {
        String plain =
                name.toLowerCase(Locale.ROOT).replaceFirst("^(ce[-_]|camelcloudevents?[-_.]?|cloudevents?[-_.]?)", "");
        return Optional.ofNullable(BY_ATTRIBUTE.get(plain));
    }
}
