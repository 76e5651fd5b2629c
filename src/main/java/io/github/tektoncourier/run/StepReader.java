package io.github.tektoncourier.run;

import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads one entry of {@code status.steps}. */
final class StepReader {

    private String name = "";
    private String terminationReason = "";
    private @Nullable Instant runningSince;
    private Step.@Nullable Terminated terminated;
    // An end whose exit code is unreadable must not pass for a success, on which the next step's start would rest.
    private int exitCode = Step.NO_EXIT_CODE;
    private String reason = "";
    private String message = "";
    private @Nullable Instant startedAt;
    private @Nullable Instant finishedAt;
    private String containerId = "";

    private StepReader() {}

    static Step read(int index, JsonCursor json) throws IOException {
        StepReader step = new StepReader();
        step.read(json);
        return new Step(index, step.name, step.terminationReason, step.runningSince, step.terminated);
    }

    private void read(JsonCursor json) throws IOException {
        json.object(field -> {
            switch (field) {
                case "name" -> name = json.textOrEmpty();
                case "terminationReason" -> terminationReason = json.textOrEmpty();
                case "running" -> json.object(inner -> running(inner, json));
                case "terminated" -> terminated(json);
                default -> json.skip();
            }
        });
    }

    private void running(String field, JsonCursor json) throws IOException {
        if (field.equals("startedAt")) {
            runningSince = json.time();
        } else {
            json.skip();
        }
    }

    private void terminated(JsonCursor json) throws IOException {
        boolean ended = json.isObject();
        json.object(field -> {
            switch (field) {
                case "exitCode" -> exitCode = json.integer(Step.NO_EXIT_CODE);
                case "reason" -> reason = json.textOrEmpty();
                case "message" -> message = json.textOrEmpty();
                case "startedAt" -> startedAt = json.time();
                case "finishedAt" -> finishedAt = json.time();
                case "containerID" -> containerId = json.textOrEmpty();
                default -> json.skip();
            }
        });
        if (ended) {
            terminated = new Step.Terminated(exitCode, reason, message, startedAt, finishedAt, containerId);
        }
    }
}
