package io.github.tektoncourier.routes.check.event;

import io.github.tektoncourier.cloudevent.HeaderNames;
import io.github.tektoncourier.routes.check.file.EventVocabulary;
import io.github.tektoncourier.run.RunKind;
import java.util.Map;
import java.util.TreeMap;

/** For each type an event of a run that has nothing but what every such run has: no labels, params, results or tasks. */
final class BareEvents {

    private static final String TIME = "\"2026-01-01T00:00:00Z\"";

    private BareEvents() {}

    /** The data of an event of a type. */
    static String data(String type) {
        RunKind kind = kind(type);
        String run = "\"" + kind.dataKey() + "\":{\"apiVersion\":\"" + kind.apiVersion() + "\",\"kind\":\""
                + kind.kind()
                + "\",\"metadata\":{\"name\":\"run\",\"namespace\":\"team\",\"uid\":\"u\",\"creationTimestamp\":" + TIME
                + "},\"spec\":{}" + status(type) + "}";
        return type.endsWith(".kubernetesevent.v1")
                ? "{\"event\":{\"reason\":\"Started\",\"message\":\"m\",\"type\":\"Normal\"}," + run + "}"
                : "{" + run + "}";
    }

    /** The headers of an event of a type. */
    static Map<String, Object> headers(String type, String outcome) {
        Map<String, Object> headers = new TreeMap<>();
        put(headers, "id", "u/" + type);
        put(headers, "type", type);
        put(headers, "source", "/apis/tekton.dev/v1/namespaces/team/runs/run");
        put(headers, "subject", "run");
        put(headers, "time", "2026-01-01T00:00:00Z");
        put(headers, "kind", kind(type).lower());
        put(headers, "namespace", "team");
        put(headers, "runuid", "u");
        put(headers, "partitionkey", "u");
        put(headers, "sequence", "00000000000000000001");
        if (!outcome.isEmpty()) {
            put(headers, "outcome", outcome);
        }
        return headers;
    }

    private static void put(Map<String, Object> headers, String attribute, String value) {
        headers.put(HeaderNames.of(attribute), value);
    }

    private static RunKind kind(String type) {
        for (RunKind kind : RunKind.values()) {
            if (EventVocabulary.kind(type).equals(kind.lower())) {
                return kind;
            }
        }
        throw new IllegalArgumentException("no kind of run has events of type " + type);
    }

    private static String status(String type) {
        String name = type.replaceFirst("\\.v1$", "").replaceFirst(".*\\.", "");
        return switch (name) {
            case "queued", "deleted", "kubernetesevent" -> "";
            case "successful" -> ended("True", "Succeeded");
            case "failed" -> ended("False", "Failed");
            case "started" -> going("Started");
            default -> going("Running");
        };
    }

    private static String going(String reason) {
        return ",\"status\":{\"startTime\":" + TIME + "," + condition("Unknown", reason) + "}";
    }

    private static String ended(String status, String reason) {
        return ",\"status\":{\"startTime\":" + TIME + ",\"completionTime\":" + TIME + "," + condition(status, reason)
                + "}";
    }

    private static String condition(String status, String reason) {
        return "\"conditions\":[{\"type\":\"Succeeded\",\"status\":\"" + status + "\",\"reason\":\"" + reason
                + "\",\"message\":\"m\",\"lastTransitionTime\":" + TIME + "}]";
    }
}
