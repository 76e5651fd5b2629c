package io.github.tektoncourier.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.demo.Json;
import io.github.tektoncourier.demo.kube.ApiResource;
import io.github.tektoncourier.demo.kube.Draft;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** TaskRuns of a wanted size in four states, made by putting pieces of bytes together: load without parsing. */
final class LoadBody {
    /** The states a run of the load goes through, one per transition. */
    static final List<String> STATES = List.of("Pending", "Running", "Stepping", "Succeeded");

    private static final String NAME = "@name@";
    private static final String UID = "@uid@";

    private final List<List<byte[]>> pieces = new ArrayList<>();

    LoadBody(int size) {
        pieces.add(cut(json(size, "")));
        STATES.forEach(state -> pieces.add(cut(json(size, state))));
    }

    /** A run in its n-th state, 0 being just created. */
    Draft draft(String namespace, String name, String uid, int state) {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        byte[] uidBytes = uid.getBytes(StandardCharsets.UTF_8);
        List<byte[]> parts = pieces.get(state);
        int length = parts.stream().mapToInt(p -> p.length).sum() + nameBytes.length + uidBytes.length;
        byte[] tail = new byte[length];
        int at = copy(parts.get(0), tail, 0);
        at = copy(nameBytes, tail, at);
        at = copy(parts.get(1), tail, at);
        at = copy(uidBytes, tail, at);
        copy(parts.get(2), tail, at);
        return new Draft(
                ApiResource.TASK_RUNS,
                namespace,
                name,
                uid,
                Map.of("tekton.dev/pipeline", "load"),
                Map.of("metadata.name", name, "metadata.namespace", namespace),
                tail);
    }

    private static int copy(byte[] from, byte[] to, int at) {
        System.arraycopy(from, 0, to, at, from.length);
        return at + from.length;
    }

    /** Splits at the two places where runs differ. */
    private static List<byte[]> cut(byte[] tail) {
        String text = new String(tail, StandardCharsets.UTF_8);
        int name = text.indexOf(NAME);
        int uid = text.indexOf(UID);
        return List.of(
                text.substring(0, name).getBytes(StandardCharsets.UTF_8),
                text.substring(name + NAME.length(), uid).getBytes(StandardCharsets.UTF_8),
                text.substring(uid + UID.length()).getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] json(int size, String state) {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        ObjectNode run = Json.object();
        ObjectNode metadata = run.putObject("metadata");
        metadata.put("name", NAME).put("uid", UID).put("namespace", "load").put("creationTimestamp", now);
        metadata.put("generation", 1).putObject("labels").put("tekton.dev/pipeline", "load");
        ArrayNode steps = run.putObject("spec").putObject("taskSpec").putArray("steps");
        steps.addObject().put("name", "build").put("image", "busybox").put("script", "make");
        if (!state.isEmpty()) {
            status(run.putObject("status"), state, now);
        }
        int missing = size - Json.bytes(run).length - 220;
        for (int i = 0; missing > 0; i++, missing -= 150) {
            String filler = String.format(Locale.ROOT, "%0100d", i);
            steps.addObject().put("name", "step-" + i).put("image", "busybox").put("script", filler);
        }
        return Draft.of(ApiResource.TASK_RUNS, run).tail();
    }

    private static void status(ObjectNode status, String state, String now) {
        boolean done = state.equals("Succeeded");
        String reason = state.equals("Stepping") ? "Running" : state;
        status.putArray("conditions")
                .addObject()
                .put("type", "Succeeded")
                .put("status", done ? "True" : "Unknown")
                .put("reason", reason)
                .put("message", done ? "All Steps have completed executing" : reason)
                .put("lastTransitionTime", now);
        status.put("podName", "load-pod").put("startTime", now);
        if (!state.equals("Pending")) {
            ObjectNode step =
                    status.putArray("steps").addObject().put("name", "build").put("container", "step-build");
            if (state.equals("Running")) {
                step.putObject("running").put("startedAt", now);
            } else {
                step.putObject("terminated")
                        .put("exitCode", 0)
                        .put("reason", "Completed")
                        .put("startedAt", now)
                        .put("finishedAt", now);
            }
        }
        if (done) {
            status.put("completionTime", now);
        }
    }
}
