package io.github.tektoncourier.kamelet.slack;

import io.github.tektoncourier.run.Cuts;
import io.github.tektoncourier.run.JsonCursor;
import io.github.tektoncourier.run.Run;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** What Tekton calls the children of a PipelineRun, {@code status.childReferences[].displayName}, by their names. */
final class DisplayNames {

    private DisplayNames() {}

    /** Those that have one. */
    static Map<String, String> of(Run pipelineRun) {
        Map<String, String> names = new HashMap<>();
        byte[] bytes = pipelineRun.json();
        try (JsonCursor json = new JsonCursor(bytes, 0, bytes.length, new Cuts(bytes))) {
            member(json, "status", () -> member(json, "childReferences", () -> json.array(() -> child(json, names))));
        } catch (IOException e) {
            return names; // what was read of it is as good as any
        }
        return names;
    }

    private static void child(JsonCursor json, Map<String, String> names) throws IOException {
        String[] child = {"", ""};
        json.object(field -> {
            switch (field) {
                case "name" -> child[0] = json.textOrEmpty();
                case "displayName" -> child[1] = json.textOrEmpty();
                default -> json.skip();
            }
        });
        if (!child[1].isBlank()) {
            names.put(child[0], child[1]);
        }
    }

    private static void member(JsonCursor json, String wanted, JsonCursor.Elements value) throws IOException {
        json.object(field -> {
            if (field.equals(wanted)) {
                value.value();
            } else {
                json.skip();
            }
        });
    }
}
