package io.github.tektoncourier.run;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code status}, or one entry of {@code status.retriesStatus}, which looks the same. */
final class StatusReader {

    private @Nullable Condition condition;
    private @Nullable Instant startTime;
    private @Nullable Instant completionTime;
    private String podName = "";
    private final List<Step> steps = new ArrayList<>();
    final List<Attempt> retries = new ArrayList<>(0);
    final List<SkippedTask> skipped = new ArrayList<>(0);
    private int references;
    private int embedded;

    void read(JsonCursor json) throws IOException {
        json.object(field -> {
            switch (field) {
                case "conditions" -> json.array(() -> condition(json));
                case "startTime" -> startTime = json.time();
                case "completionTime" -> completionTime = json.time();
                case "podName" -> podName = json.textOrEmpty();
                case "steps" -> json.array(() -> step(json));
                case "retriesStatus" -> json.array(() -> retry(json));
                case "skippedTasks" -> json.array(() -> skipped(json));
                case "childReferences" -> json.array(() -> references += child(json));
                case "taskRuns", "runs" -> json.object(name -> embedded += child(json));
                default -> json.skip();
            }
        });
    }

    Attempt attempt() {
        return new Attempt(condition, startTime, completionTime, podName, steps);
    }

    private void condition(JsonCursor json) throws IOException {
        ConditionReader entry = new ConditionReader();
        entry.read(json);
        if (condition == null && entry.type.equals("Succeeded")) {
            condition = new Condition(entry.status, entry.reason, entry.message, entry.lastTransitionTime);
        }
    }

    private void step(JsonCursor json) throws IOException {
        if (json.isObject()) {
            steps.add(StepReader.read(steps.size(), json));
        } else {
            json.skip();
        }
    }

    private void retry(JsonCursor json) throws IOException {
        if (json.isObject()) {
            StatusReader past = new StatusReader();
            past.read(json);
            retries.add(past.attempt());
        } else {
            json.skip();
        }
    }

    /** References, or what PipelineRuns of v1beta1 carried before there were any: their children's whole statuses. */
    int children() {
        return Math.max(references, embedded);
    }

    private static int child(JsonCursor json) throws IOException {
        boolean object = json.isObject();
        json.skip();
        return object ? 1 : 0;
    }

    private void skipped(JsonCursor json) throws IOException {
        String[] task = {"", ""};
        json.object(field -> {
            switch (field) {
                case "name" -> task[0] = json.textOrEmpty();
                case "reason" -> task[1] = json.textOrEmpty();
                default -> json.skip();
            }
        });
        if (!task[0].isEmpty()) {
            skipped.add(new SkippedTask(task[0], task[1]));
        }
    }

    private static final class ConditionReader {
        private String type = "";
        private String status = "";
        private String reason = "";
        private String message = "";
        private @Nullable Instant lastTransitionTime;

        void read(JsonCursor json) throws IOException {
            json.object(field -> {
                switch (field) {
                    case "type" -> type = json.textOrEmpty();
                    case "status" -> status = json.truthOrText();
                    case "reason" -> reason = json.textOrEmpty();
                    case "message" -> message = json.textOrEmpty();
                    case "lastTransitionTime" -> lastTransitionTime = json.time();
                    default -> json.skip();
                }
            });
        }
    }
}
