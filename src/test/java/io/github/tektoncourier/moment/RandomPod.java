package io.github.tektoncourier.moment;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Random;
import java.util.function.Supplier;

/** What a TaskRun's pod reports: containers that all start at once, end in turn, fail, go on, or are taken away. */
final class RandomPod {

    private final Random random;
    private final ObjectNode status;
    private final Supplier<String> clock;

    RandomPod(Random random, ObjectNode status, Supplier<String> clock) {
        this.random = random;
        this.status = status;
        this.clock = clock;
    }

    void runs(int attempt, Runnable store) {
        status.put("podName", "pod-" + attempt);
        ArrayNode steps = status.putArray("steps");
        int number = 1 + random.nextInt(4);
        for (int i = 0; i < number; i++) {
            step(steps, i);
        }
        store.run();
        String started = clock.get();
        steps.forEach(step -> put((ObjectNode) step, "running").put("startedAt", started));
        store.run();
        boolean well = true;
        for (int i = 0; i < number; i++) {
            ObjectNode step = (ObjectNode) steps.get(i);
            well = well ? ends(step, attempt, i, started) : skipped(step, started);
            if (random.nextInt(3) > 0) {
                store.run();
            }
        }
        store.run();
    }

    private void step(ArrayNode steps, int index) {
        ObjectNode step = steps.addObject();
        if (random.nextInt(5) > 0) {
            step.put("name", "s" + index);
        }
        if (random.nextBoolean()) {
            step.putObject("waiting").put("reason", "PodInitializing");
        }
    }

    /** Whether the next step has its turn. */
    private boolean ends(ObjectNode step, int attempt, int index, String started) {
        int how = random.nextInt(6);
        ObjectNode end = put(step, "terminated")
                .put("exitCode", how < 4 ? 0 : 1 + random.nextInt(255))
                .put("reason", how < 4 ? "Completed" : "Error")
                // Only now corrected to the true start, of all but the first.
                .put("startedAt", index == 0 ? started : clock.get())
                .put("finishedAt", clock.get());
        if (random.nextBoolean()) {
            end.put("containerID", "containerd://" + attempt + "-" + index);
        }
        if (how == 4) {
            step.put("terminationReason", "Continued");
        } else if (how == 5) {
            step.put("terminationReason", random.nextBoolean() ? "TaskRunCancelled" : "Error");
        }
        return how < 5;
    }

    private boolean skipped(ObjectNode step, String started) {
        put(step, "terminated")
                .put("exitCode", 1)
                .put("reason", "Error")
                .put("startedAt", started)
                .put("finishedAt", clock.get());
        step.put("terminationReason", "Skipped");
        return false;
    }

    private static ObjectNode put(ObjectNode step, String state) {
        step.remove("waiting");
        step.remove("running");
        return step.putObject(state);
    }
}
