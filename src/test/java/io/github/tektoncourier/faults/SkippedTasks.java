package io.github.tektoncourier.faults;

import io.github.tektoncourier.demo.kube.EmbeddedCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** One run of 1.4 MB that skipped thousands of tasks: an event for each, all with the whole run as their data. */
final class SkippedTasks {

    private static final int BYTES = 1_400_000;

    private SkippedTasks() {}

    static void many(Trial trial) throws Exception {
        int tasks = trial.quickOrFull(300, 6_000);
        FaultySink told = trial.sink("told").unchecked();
        FaultySink all = trial.stranger("all").unchecked();
        trial.workplace.httpSink("all", all.url(), "*");
        EmbeddedCluster cluster = trial.embedded();
        trial.start("courier.announce=all");
        ApiFaults.watches(trial, cluster);
        long begun = System.nanoTime();
        cluster.put(run("skips", tasks));
        for (String type : List.of("queued", "started", "successful")) {
            trial.must(List.of("uid-skips dev.tekton.event.pipelinerun." + type + ".v1"));
        }
        trial.soon(Duration.ofMinutes(2), () -> told.count() >= 3);
        long first = System.nanoTime() - begun;
        boolean whole = trial.soon(Duration.ofMinutes(trial.quickOrFull(3, 9)), () -> all.count() >= tasks + 3);
        trial.load(tasks + " skipped tasks: a sink of Tekton's types had its 3 after " + first / 1_000_000
                + " ms, one of all types " + all.count() + " after " + (System.nanoTime() - begun) / 1_000_000
                + " ms; the journal has " + size(trial.folder.resolve("journal")) / 1024 + " KiB");
        trial.check("the sink of all types has " + all.count(), whole);
        trial.settle(Duration.ofSeconds(30));
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static String run(String name, int tasks) {
        StringBuilder json = new StringBuilder(BYTES + 1_024)
                .append(
                        """
                        {"apiVersion":"tekton.dev/v1","kind":"PipelineRun","metadata":{"namespace":"default","name":"%s",
                        "uid":"uid-%s","creationTimestamp":"2026-11-23T00:00:00Z"},"spec":{"pipelineRef":{"name":"p"}},
                        "status":{"startTime":"2026-11-23T00:00:00Z","completionTime":"2026-11-23T00:01:00Z",
                        "conditions":[{"type":"Succeeded","status":"True","reason":"Completed","message":"done",
                        "lastTransitionTime":"2026-11-23T00:01:00Z"}],"skippedTasks":[
                        """
                                .formatted(name, name)
                                .strip());
        int each = BYTES / tasks;
        for (int n = 0; n < tasks; n++) {
            int start = json.length();
            json.append(n == 0 ? "" : ",")
                    .append("{\"name\":\"task-")
                    .append(n)
                    .append("\",\"reason\":\"When Expressions evaluated to false\",\"whenExpressions\":[{\"input\":\"");
            while (json.length() - start < each - 40) {
                json.append(Integer.toHexString((start + json.length()) * 0x9E3779B9));
            }
            json.append("\",\"operator\":\"in\",\"values\":[\"x\"]}]}");
        }
        return json.append("]}}").toString();
    }
}
