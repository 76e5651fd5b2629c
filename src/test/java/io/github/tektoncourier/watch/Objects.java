package io.github.tektoncourier.watch;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Objects and frames as the API server writes them. */
public final class Objects {
    private Objects() {}

    public static String taskRun(String name, int version) {
        return taskRun(name, version, "\"status\":{}");
    }

    public static String taskRun(String name, int version, String status) {
        return "{\"apiVersion\":\"tekton.dev/v1\",\"kind\":\"TaskRun\",\"metadata\":{\"name\":\"" + name
                + "\",\"namespace\":\"ci\",\"uid\":\"uid-" + name + "\",\"resourceVersion\":\"" + version
                + "\",\"creationTimestamp\":\"2026-01-01T00:00:00Z\"},\"spec\":{}," + status + "}";
    }

    public static String done(String name, int version) {
        return taskRun(
                name,
                version,
                "\"status\":{\"conditions\":[{\"type\":\"Succeeded\",\"status\":\"True\",\"reason\":\"Succeeded\"}]}");
    }

    public static String kubernetesEvent(String name, int version) {
        return "{\"metadata\":{\"name\":\"" + name + "\",\"namespace\":\"ci\",\"uid\":\"uid-" + name
                + "\",\"resourceVersion\":\"" + version + "\"},\"involvedObject\":{\"kind\":\"TaskRun\",\"namespace\":"
                + "\"ci\",\"name\":\"a\",\"uid\":\"uid-a\",\"apiVersion\":\"tekton.dev/v1\"},\"reason\":\"Started\","
                + "\"type\":\"Normal\",\"count\":1}";
    }

    /** How Tekton's controllers say that a run ended. */
    public static String end(String about, String kind, String reason, int version, Instant at) {
        return "{\"metadata\":{\"name\":\"" + about + "." + version + "\",\"namespace\":\"ci\",\"uid\":\"event-"
                + version
                + "\",\"resourceVersion\":\"" + version + "\"},\"involvedObject\":{\"kind\":\"" + kind
                + "\",\"namespace\":\"ci\",\"name\":\"" + about + "\",\"uid\":\"uid-" + about
                + "\",\"apiVersion\":\"tekton.dev/v1\"},\"reason\":\"" + reason + "\",\"type\":\"Normal\",\"count\":1,"
                + "\"message\":\"All done\",\"source\":{\"component\":\"" + kind + "\"},\"reportingComponent\":\""
                + kind
                + "\",\"lastTimestamp\":\"" + at.truncatedTo(ChronoUnit.SECONDS) + "\"}";
    }

    public static String frame(String type, String object) {
        return "{\"type\":\"" + type + "\",\"object\":" + object + "}";
    }

    /** What ends a list that comes as a stream. */
    public static String endOfList(int version) {
        return bookmark(version)
                .replace("\"metadata\":{", "\"metadata\":{\"annotations\":{\"k8s.io/initial-events-end\":\"true\"},");
    }

    public static String bookmark(int version) {
        return frame(
                "BOOKMARK",
                "{\"kind\":\"TaskRun\",\"apiVersion\":\"tekton.dev/v1\",\"metadata\":{\"resourceVersion\":\"" + version
                        + "\",\"creationTimestamp\":null},\"spec\":{}}");
    }
}
