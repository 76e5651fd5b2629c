package io.github.tektoncourier.cloudevent.format;

import io.cloudevents.CloudEvent;
import io.cloudevents.types.Time;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An event as it is about to be sent: what formats take and give.
 *
 * @param attributes by their names in the specification, extensions among them, as text; absent ones are not there
 * @param data never changed
 */
public record EventMessage(Map<String, String> attributes, byte[] data) {

    private static final List<String> CORE =
            List.of("specversion", "id", "source", "type", "subject", "time", "datacontenttype", "dataschema");

    public EventMessage {
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }

    /** The same event as an event of the SDK has it. */
    public static EventMessage of(CloudEvent event) {
        Map<String, String> attributes = new LinkedHashMap<>();
        CORE.forEach(name -> put(attributes, name, event.getAttribute(name)));
        new TreeSet<>(event.getExtensionNames()).forEach(name -> put(attributes, name, event.getExtension(name)));
        return new EventMessage(
                attributes,
                event.getData() == null ? new byte[0] : event.getData().toBytes());
    }

    /** With one more attribute. */
    public EventMessage with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(attributes);
        more.put(name, value);
        return new EventMessage(more, data);
    }

    /** The attribute's value, empty where it has none. */
    public String get(String name) {
        return Objects.requireNonNullElse(attributes.get(name), "");
    }

    private static void put(Map<String, String> attributes, String name, @Nullable Object value) {
        if (value != null) {
            attributes.put(name, value instanceof OffsetDateTime time ? Time.writeTime(time) : value.toString());
        }
    }
}
