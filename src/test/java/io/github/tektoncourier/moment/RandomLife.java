package io.github.tektoncourier.moment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A run's life as Tekton could store it, state after state, made from a seed: waiting, working, tried again, ended,
 * deleted. What a kind does while it works is told by {@link RandomPod} and {@link RandomPipeline}.
 */
public final class RandomLife {

    private static final List<String> WAITING =
            List.of("Pending", "TaskRunPending", "ResolvingTaskRef", "PullImageFailed", "", "ExceededNodeResources");
    private static final List<String> BAD =
            List.of("StepFailed", "TaskRunCancelled", "TaskRunTimeout", "Failed", "PodCreationFailed", "");

    private final Random random;
    private final RunKind kind;
    private final ObjectNode object;
    private final ObjectNode status;
    private final List<ObjectNode> states = new ArrayList<>();
    private final RandomPod pod;
    private final RandomPipeline pipeline;
    private Instant now = Instant.parse("2026-11-22T12:00:00Z");

    private RandomLife(long seed) {
        this.random = new Random(seed);
        this.kind = RunKind.values()[random.nextInt(RunKind.values().length)];
        this.object = Snapshots.object(kind, "life-" + seed, "uid-" + seed);
        this.status = object.putObject("status");
        this.pod = new RandomPod(random, status, this::tick);
        this.pipeline = new RandomPipeline(random, status);
    }

    /** As the courier reads them. */
    public static List<Run> from(long seed) {
        return objects(seed).stream()
                .map(state -> Snapshots.run(kind(state), state))
                .toList();
    }

    /** As the cluster stores them. */
    public static List<ObjectNode> objects(long seed) {
        RandomLife life = new RandomLife(seed);
        life.live();
        return life.states;
    }

    public static RunKind kind(ObjectNode state) {
        return RunKind.of(state.get("kind").asText()).orElseThrow();
    }

    private void live() {
        decorate();
        store();
        int tries = kind == RunKind.PIPELINE_RUN ? 1 : 1 + random.nextInt(3);
        for (int attempt = 0; attempt < tries; attempt++) {
            tryOnce(attempt);
            if (attempt < tries - 1) {
                retry();
            }
        }
        end();
        if (random.nextBoolean()) {
            object.withObject("/metadata").put("deletionTimestamp", tick());
            store();
        }
    }

    private void decorate() {
        ObjectNode metadata = object.withObject("/metadata");
        if (random.nextBoolean()) {
            metadata.putObject("labels").put("tekton.dev/pipelineTask", "build").put("tekton.dev/pipelineRun", "p");
            metadata.putArray("ownerReferences")
                    .addObject()
                    .put("apiVersion", "tekton.dev/v1")
                    .put("kind", "PipelineRun")
                    .put("controller", true)
                    .put("uid", "uid-p");
        }
        if (random.nextBoolean()) {
            metadata.putArray("managedFields").addObject().put("manager", "kubectl");
        }
    }

    private void tryOnce(int attempt) {
        if (random.nextInt(4) == 0) {
            condition("Unknown", "Started", "");
            store();
        }
        status.put("startTime", tick());
        for (int i = random.nextInt(3); i > 0; i--) {
            condition("Unknown", WAITING.get(random.nextInt(WAITING.size())), "waits " + random.nextInt(2));
            store();
        }
        if (random.nextInt(6) > 0) {
            condition("Unknown", "Running", "works");
            store();
            work(attempt);
        }
    }

    private void work(int attempt) {
        if (kind == RunKind.TASK_RUN) {
            pod.runs(attempt, this::store);
        } else if (kind == RunKind.PIPELINE_RUN) {
            pipeline.runs(message -> {
                condition("Unknown", "Running", message);
                store();
            });
        }
    }

    /** As Tekton does it: the try moves to retriesStatus, its steps stay where they were until the new pod reports. */
    private void retry() {
        ObjectNode past = status.deepCopy();
        past.remove("retriesStatus");
        past.put("completionTime", tick());
        past.putArray("conditions")
                .addObject()
                .put("type", "Succeeded")
                .put("status", "False")
                .put("reason", BAD.get(random.nextInt(BAD.size())))
                .put("lastTransitionTime", tick());
        status.withArray("retriesStatus").add(past);
        status.remove(List.of("startTime", "podName"));
        condition("Unknown", "ToBeRetried", "again");
        store();
    }

    private void end() {
        boolean good = random.nextBoolean();
        condition(good ? "True" : "False", good ? "Succeeded" : BAD.get(random.nextInt(BAD.size())), "end");
        if (random.nextInt(5) > 0) {
            status.put("completionTime", tick());
        }
        store();
    }

    private void condition(String value, String reason, String message) {
        status.putArray("conditions")
                .addObject()
                .put("type", "Succeeded")
                .put("status", value)
                .put("reason", reason)
                .put("message", message)
                .put("lastTransitionTime", tick());
    }

    /** Clocks that mostly go on. */
    private String tick() {
        now = now.plusMillis(random.nextInt(5000) - 200);
        return now.toString();
    }

    private void store() {
        object.withObject("/metadata").put("resourceVersion", Integer.toString(states.size() + 1));
        states.add(object.deepCopy());
    }
}
