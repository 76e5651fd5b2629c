package io.github.tektoncourier.moment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** What a PipelineRun's status gathers while it works: children and skipped tasks, and a message that counts them. */
final class RandomPipeline {

    private static final List<String> WHY =
            List.of("When Expressions evaluated to false", "Parent Tasks were skipped", "PipelineRun was stopping");

    private final Random random;
    private final ObjectNode status;

    RandomPipeline(Random random, ObjectNode status) {
        this.random = random;
        this.status = status;
    }

    /** Gives the message of each state. */
    void runs(Consumer<String> store) {
        int tasks = 1 + random.nextInt(6);
        int skipped = 0;
        for (int i = 0; i < tasks; i++) {
            if (random.nextInt(3) == 0) {
                skipped++;
                status.withArray("skippedTasks")
                        .addObject()
                        .put("name", "t" + i)
                        .put("reason", WHY.get(random.nextInt(WHY.size())));
            } else {
                status.withArray("childReferences")
                        .addObject()
                        .put("kind", "TaskRun")
                        .put("name", "a-t" + i)
                        .put("pipelineTaskName", "t" + i);
            }
            store.accept("Tasks Completed: " + (i - skipped + 1) + " (Failed: 0, Cancelled 0), Incomplete: "
                    + (tasks - i - 1) + ", Skipped: " + skipped);
        }
    }
}
