package io.github.tektoncourier.kamelet;

import io.github.tektoncourier.cloudevent.HeaderNames;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The sample events of the sink tests, as they stand in a route. */
public final class Events {

    public static final String ID = "4ccb4f01-92b5-4d3b-a5f7-7d7c1f2a9e01/failed";
    static final String DATA =
            """
            {"taskRun":{"apiVersion":"tekton.dev/v1","kind":"TaskRun","metadata":{"name":"unit","namespace":"ci",\
            "uid":"4ccb4f01-92b5-4d3b-a5f7-7d7c1f2a9e01","annotations":{"note":"grün \\"ok\\""}},\
            "status":{"conditions":[{"type":"Succeeded","status":"False"}]}}}""";

    private Events() {}

    public static byte[] data() {
        return DATA.getBytes(StandardCharsets.UTF_8);
    }

    /** A failed TaskRun whose subject needs every kind of escaping. */
    public static Map<String, Object> headers() {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("specversion", "1.0");
        attributes.put("id", ID);
        attributes.put("source", "/apis/tekton.dev/v1/namespaces/ci/taskruns/unit");
        attributes.put("type", "dev.tekton.event.taskrun.failed.v1");
        attributes.put("subject", "unit \"50%\" grün\r\nX-Evil: 1");
        attributes.put("time", "2026-11-23T01:02:03Z");
        attributes.put("datacontenttype", "application/json");
        attributes.put("dataschema", "urn:io.github.tektoncourier:schema:dev.tekton.event.taskrun.failed.v1");
        attributes.put("kind", "taskrun");
        attributes.put("namespace", "ci");
        attributes.put("runuid", "4ccb4f01-92b5-4d3b-a5f7-7d7c1f2a9e01");
        attributes.put("outcome", "failure");
        attributes.put("partitionkey", "0a1b2c3d");
        attributes.put("sequence", "00000000000000000042");
        Map<String, Object> headers = new LinkedHashMap<>();
        attributes.forEach((name, value) -> headers.put(HeaderNames.of(name), value));
        return headers;
    }

    /** The same TaskRun, told as running. */
    static Map<String, Object> running() {
        Map<String, Object> headers = new LinkedHashMap<>(headers());
        headers.put(HeaderNames.of("id"), ID.replace("failed", "running"));
        headers.put(HeaderNames.of("type"), "dev.tekton.event.taskrun.running.v1");
        headers.put(
                HeaderNames.of("dataschema"), "urn:io.github.tektoncourier:schema:dev.tekton.event.taskrun.running.v1");
        headers.remove(HeaderNames.of("outcome"));
        return headers;
    }
}
