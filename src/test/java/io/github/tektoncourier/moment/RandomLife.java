package io.github.tektoncourier.moment;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A run's life as Tekton could store it, state after state: waiting, working, tried again, ended. */
final class RandomLife {

    private static final List<String> WAITING =
            List.of("Pending", "TaskRunPending", "ResolvingTaskRef", "PullImageFailed", "", "ExceededNodeResources");
    private static final List<String> BAD =
            List.of("StepFailed", "TaskRunCancelled", "TaskRunTimeout", "Failed", "PodCreationFailed", "");

    private final Random random;
    private final RunKind kind;
    private final ObjectNode object;
    private final ObjectNode status;
    private final List<Run> states = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-22T12:00:00Z");

    private RandomLife(long seed) {
        this.random = new Random(seed);
        this.kind = RunKind.values()[random.nextInt(RunKind.values().length)];
        this.object = Snapshots.object(kind, "life-" + seed, "uid-" + seed);
        this.status = object.putObject("status");
    }

    static List<Run> from(long seed) {
        RandomLife life = new RandomLife(seed);
        life.live();
        return life.states;
    }

    private void live() {
        store();
        int tries = 1 + random.nextInt(3);
        for (int attempt = 0; attempt < tries; attempt++) {
            tryOnce();
            if (attempt < tries - 1) {
                retry();
            }
        }
        boolean good = random.nextBoolean();
        condition(good ? "True" : "False", good ? "Succeeded" : BAD.get(random.nextInt(BAD.size())), "end");
        if (random.nextInt(5) > 0) {
            status.put("completionTime", now.toString());
        }
        store();
        object.withObject("/metadata").put("deletionTimestamp", now.toString());
        store();
    }

    private void tryOnce() {
        if (random.nextInt(4) > 0) {
            status.put("startTime", now.toString());
        } else {
            condition("Unknown", "Started", "");
            store();
            status.put("startTime", now.toString());
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            condition("Unknown", WAITING.get(random.nextInt(WAITING.size())), "waits " + random.nextInt(2));
            store();
        }
        if (random.nextInt(6) > 0) {
            condition("Unknown", "Running", "works");
            store();
            work();
        }
    }

    private void work() {
        if (kind == RunKind.TASK_RUN) {
            ArrayNode steps = status.putArray("steps");
            int number = 1 + random.nextInt(3);
            for (int i = 0; i < number; i++) {
                steps.addObject().put("name", "s" + i).putObject("running").put("startedAt", now.toString());
            }
            store();
            for (int i = 0; i < number; i++) {
                ObjectNode step = (ObjectNode) steps.get(i);
                step.remove("running");
                step.putObject("terminated").put("exitCode", random.nextInt(2)).put("startedAt", now.toString());
                store();
            }
        } else if (kind == RunKind.PIPELINE_RUN) {
            status.withArray("childReferences")
                    .addObject()
                    .put("kind", "TaskRun")
                    .put("name", "c");
            store();
        }
    }

    /** As Tekton does it: the try moves to retriesStatus, its steps stay where they were until the new pod reports. */
    private void retry() {
        ObjectNode past = status.deepCopy();
        past.remove("retriesStatus");
        status.withArray("retriesStatus").add(past);
        status.remove("startTime");
        condition("Unknown", "ToBeRetried", "again");
        store();
    }

    private void condition(String value, String reason, String message) {
        now = now.plusMillis(1 + random.nextInt(5000));
        status.putArray("conditions")
                .addObject()
                .put("type", "Succeeded")
                .put("status", value)
                .put("reason", reason)
                .put("message", message)
                .put("lastTransitionTime", now.toString());
    }

    private void store() {
        now = now.plusMillis(random.nextInt(100));
        states.add(Snapshots.run(kind, object));
    }
}
