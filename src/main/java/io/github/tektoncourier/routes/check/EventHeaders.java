package io.github.tektoncourier.routes.check;

import io.github.tektoncourier.cloudevent.HeaderNames;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The headers that an event brings into a route. Camel tells headers apart without regard to case. */
final class EventHeaders {

    /** The extensions of docs/events.md. */
    private static final List<String> EXTENSIONS = List.of(
            "kind",
            "namespace",
            "runuid",
            "cluster",
            "pipeline",
            "pipelinerun",
            "pipelinetask",
            "task",
            "reason",
            "attempt",
            "outcome",
            "step",
            "exitcode",
            "partitionkey",
            "sequence",
            "traceparent",
            "partial",
            "trimmed",
            "replay");

    private static final Map<String, String> BY_ATTRIBUTE = byAttribute();

    private EventHeaders() {}

    private static Map<String, String> byAttribute() {
        Map<String, String> names = new TreeMap<>(HeaderNames.core());
        EXTENSIONS.forEach(extension -> names.put(extension, HeaderNames.of(extension)));
        return names;
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
