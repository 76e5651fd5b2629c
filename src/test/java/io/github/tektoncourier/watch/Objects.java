package io.github.tektoncourier.watch;

/** Objects and frames as the API server writes them. */
final class Objects {
    private Objects() {}

    static String taskRun(String name, int version) {
        return taskRun(name, version, "\"status\":{}");
    }

    static String taskRun(String name, int version, String status) {
        return "{\"apiVersion\":\"tekton.dev/v1\",\"kind\":\"TaskRun\",\"metadata\":{\"name\":\"" + name
                + "\",\"namespace\":\"ci\",\"uid\":\"uid-" + name + "\",\"resourceVersion\":\"" + version
                + "\",\"creationTimestamp\":\"2026-01-01T00:00:00Z\"},\"spec\":{}," + status + "}";
    }

    static String done(String name, int version) {
        return taskRun(
                name,
                version,
                "\"status\":{\"conditions\":[{\"type\":\"Succeeded\",\"status\":\"True\",\"reason\":\"Succeeded\"}]}");
    }

    static String kubernetesEvent(String name, int version) {
        return "{\"metadata\":{\"name\":\"" + name + "\",\"namespace\":\"ci\",\"uid\":\"uid-" + name
                + "\",\"resourceVersion\":\"" + version + "\"},\"involvedObject\":{\"kind\":\"TaskRun\",\"namespace\":"
                + "\"ci\",\"name\":\"a\",\"uid\":\"uid-a\",\"apiVersion\":\"tekton.dev/v1\"},\"reason\":\"Started\","
                + "\"type\":\"Normal\",\"count\":1}";
    }

    static String frame(String type, String object) {
        return "{\"type\":\"" + type + "\",\"object\":" + object + "}";
    }

    static String bookmark(int version) {
        return frame(
                "BOOKMARK",
                "{\"kind\":\"TaskRun\",\"apiVersion\":\"tekton.dev/v1\",\"metadata\":{\"resourceVersion\":\"" + version
                        + "\",\"creationTimestamp\":null},\"spec\":{}}");
    }
}
