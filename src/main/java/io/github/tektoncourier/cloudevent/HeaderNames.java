package io.github.tektoncourier.cloudevent;

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

    private HeaderNames() {}

    /** The header of an attribute or extension, e.g. {@code CamelCloudEventPartitionkey}. */
    public static String of(String attribute) {
        String core = CORE.get(attribute);
        return core != null
                ? core
                : PREFIX + attribute.substring(0, 1).toUpperCase(Locale.ROOT) + attribute.substring(1);
    }

    /** The core attributes and their headers. */
    public static Map<String, String> core() {
        return CORE;
    }
}
