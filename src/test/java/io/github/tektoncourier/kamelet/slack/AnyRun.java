package io.github.tektoncourier.kamelet.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Runs as no author would write them: every text long, empty or hostile, every field there or not. */
final class AnyRun {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String[] PIECES = {
        "a",
        "-",
        " ",
        "\n",
        "`",
        "```",
        "<",
        ">",
        "&",
        "<!channel>",
        "<@U1>",
        "*",
        "_",
        "|",
        "😀",
        "\u202e",
        "\u0000",
        "\\",
        "\"",
        "{name}",
        "ü",
        "漢字",
        "\uD83D",
        "]]>",
        "https://evil.example",
        "@here",
        "…"
    };
    private static final String[] TYPES = {"successful", "failed", "running", "unknown", "queued", "nonsense", ""};
    private static final String[] OUTCOMES = {"success", "failure", "cancelled", "timeout", "error", "", "else"};

    private final Random random;

    AnyRun(Random random) {
        this.random = random;
    }

    Map<String, String> attributes() {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("type", "dev.tekton.event.pipelinerun." + pick(TYPES) + ".v1");
        attributes.put("time", random.nextBoolean() ? "2026-11-23T01:02:03Z" : text());
        for (String name : List.of("cluster", "pipeline", "pipelinerun", "task", "subject", "namespace", "kind")) {
            if (random.nextBoolean()) {
                attributes.put(name, text());
            }
        }
        attributes.put("outcome", pick(OUTCOMES));
        return attributes;
    }

    JsonNode json(String kind) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", "n" + text());
        metadata.put("namespace", text());
        metadata.put("uid", "u" + random.nextInt());
        metadata.put("labels", Map.of("tekton.dev/pipelineTask", text()));
        Map<String, Object> status = new LinkedHashMap<>();
        status.put(
                "conditions",
                List.of(Map.of(
                        "type", "Succeeded",
                        "status", pick(new String[] {"True", "False", "False", "Unknown"}),
                        "reason", text(),
                        "message", text())));
        status.put("startTime", random.nextBoolean() ? "2026-11-23T01:00:00Z" : text());
        status.put("completionTime", random.nextBoolean() ? "2026-11-24T01:00:00Z" : "");
        List<Object> steps = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            steps.add(Map.of("name", text(), "terminated", Map.of("exitCode", random.nextInt(300), "reason", text())));
        }
        status.put("steps", steps);
        List<Object> skipped = new ArrayList<>();
        for (int i = random.nextInt(30); i > 0; i--) {
            skipped.add(Map.of("name", text(), "reason", text()));
        }
        status.put("skippedTasks", skipped);
        return JSON.valueToTree(
                Map.of("apiVersion", "tekton.dev/v1", "kind", kind, "metadata", metadata, "status", status));
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        int pieces = random.nextInt(20) == 0 ? random.nextInt(2_000) : random.nextInt(12);
        while (pieces-- > 0) {
            text.append(pick(PIECES));
        }
        return text.toString();
    }

    private String pick(String[] from) {
        return from[random.nextInt(from.length)];
    }
}
