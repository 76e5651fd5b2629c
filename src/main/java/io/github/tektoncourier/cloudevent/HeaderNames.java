package io.github.tektoncourier.cloudevent;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Names under which an event's attributes travel in a route: Camel's own for the core attributes,
 * {@code CamelCloudEvent<Extension>} for extensions. All start with {@code Camel}, so no producer sends them by accident.
 */
public final class HeaderNames {

    public static final String PREFIX = "CamelCloudEvent";

    private static final Map<String, String> CORE = Map.of(
            "specversion", PREFIX + "Version",
            "id", PREFIX + "ID",
            "source", PREFIX + "Source",
            "type", PREFIX + "Type",
            "subject", PREFIX + "Subject",
            "time", PREFIX + "Time",
            "datacontenttype", PREFIX + "DataContentType",
            "dataschema", PREFIX + "SchemaURL");

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

    /** Made once, because each event has them. */
    private static final Map<String, String> KNOWN = known();

    private HeaderNames() {}

    private static Map<String, String> known() {
        Map<String, String> known = new HashMap<>(CORE);
        EXTENSIONS.forEach(name -> known.put(name, extension(name)));
        return Map.copyOf(known);
    }

    /** The header of an attribute or extension, e.g. {@code CamelCloudEventPartitionkey}. */
    public static String of(String attribute) {
        String known = KNOWN.get(attribute);
        return known != null ? known : extension(attribute);
    }

    private static String extension(String name) {
        return PREFIX + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    /** The attributes and extensions of our own events and their headers. */
    public static Map<String, String> ofEvents() {
        return KNOWN;
    }

    /** The core attributes and their headers. */
    public static Map<String, String> core() {
        return CORE;
    }
}
