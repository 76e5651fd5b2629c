package io.github.tektoncourier.cloudevent.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.text.LogText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What {@code tekton-events-controller} sends, so that a receiver written for it never notices the change: Tekton's own
 * types, the run as v1beta1, no extensions. Only the id is ours, because it is stable.
 */
final class TektonV1 implements Format {

    private static final String TYPES = "dev.tekton.event.";
    private static final String V1 = RunKind.GROUP + "/v1";
    private static final Map<String, PayloadType> TABLE = PayloadTypes.read();

    @Override
    public Optional<EventMessage> format(EventMessage event) {
        if (!event.get("type").startsWith(TYPES)) {
            return Optional.empty();
        }
        RunJson.Found found = RunJson.find(event)
                .orElseThrow(() -> new FormatException("Event " + LogText.quoted(event.get("id"))
                        + " has no run in its data, so it has no form in tektonv1."));
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("specversion", "1.0");
        attributes.put("id", event.get("id"));
        attributes.put("source", source(found));
        attributes.put("type", event.get("type"));
        copy("subject", event, attributes);
        copy("time", event, attributes);
        copy("trimmed", event, attributes);
        attributes.put("datacontenttype", "application/json");
        ObjectNode data = PayloadType.JSON.objectNode();
        data.set(found.kind().dataKey(), payload(found));
        return Optional.of(new EventMessage(attributes, RunJson.write(data)));
    }

    private static JsonNode payload(RunJson.Found found) {
        PayloadType type = Objects.requireNonNull(TABLE.get(found.kind().kind()));
        boolean fromV1 = version(found).equals(V1);
        JsonNode shaped = Objects.requireNonNull(type.of(found.run(), fromV1));
        if (fromV1 && shaped instanceof ObjectNode object) {
            new DeprecatedFields(object).restore(found.kind());
        }
        return shaped;
    }

    private static String source(RunJson.Found found) {
        return "/apis/" + version(found) + "/namespaces/" + PathSegment.encoded(found.text("/metadata/namespace")) + "/"
                + found.kind().kind() + "/" + PathSegment.encoded(found.text("/metadata/name"));
    }

    /** Only a file given to {@code courier events} has another than that which is watched. */
    private static String version(RunJson.Found found) {
        return found.text("/apiVersion").equals(RunKind.GROUP + "/v1beta1")
                ? RunKind.GROUP + "/v1beta1"
                : found.kind().apiVersion();
    }

    private static void copy(String name, EventMessage event, Map<String, String> attributes) {
        String value = event.get(name);
        if (!value.isEmpty()) {
            attributes.put(name, value);
        }
    }
}
