package io.github.tektoncourier.faults;

import io.github.tektoncourier.demo.kube.EmbeddedCluster;
import io.github.tektoncourier.e2e.Life;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Objects as no sane controller writes them. */
final class Objects {

    /** Each in place of a TaskRun's members behind its metadata. */
    private static final List<String> MALFORMED = List.of(
            "\"status\":null",
            "\"status\":[]",
            "\"status\":\"done\"",
            "\"spec\":7",
            "\"status\":{\"conditions\":{}}",
            "\"status\":{\"conditions\":[null,1,\"x\",{\"type\":\"Succeeded\",\"status\":1}]}",
            "\"status\":{\"conditions\":[{\"type\":\"Succeeded\",\"status\":\"Maybe\"}]}",
            "\"status\":{\"startTime\":\"yesterday\",\"completionTime\":\"9999-12-31T23:59:59Z\"}",
            "\"status\":{\"startTime\":-1}",
            "\"status\":{\"steps\":[{\"name\":7,\"terminated\":\"yes\"},{\"terminated\":{\"exitCode\":99999999999999999999}}]}",
            "\"status\":{\"retriesStatus\":[null,[],{\"retriesStatus\":[{}]}]}",
            "\"status\":{\"conditions\":[{\"type\":\"Succeeded\",\"status\":\"False\",\"reason\":\"\\u0000\\u001b[31m\","
                    + "\"message\":\"\\ud800 lone\\r\\nce-id: forged\"}]}",
            "\"x\":" + "[".repeat(200) + "]".repeat(200));

    private Objects() {}

    static void malformed(Trial trial) throws Exception {
        int rounds = trial.quickOrFull(5, 1_000);
        EmbeddedCluster cluster = ready(trial);
        String labels =
                IntStream.range(0, 10_000).mapToObj(n -> "\"l" + n + "\":\"v\"").collect(Collectors.joining(","));
        for (int round = 0; round < rounds; round++) {
            for (int n = 0; n < MALFORMED.size(); n++) {
                cluster.put(taskRun("odd-" + round + "-" + n, "", MALFORMED.get(n)));
                trial.fault();
            }
            if (round < 3) {
                cluster.put(taskRun("labels-" + round, ",\"labels\":{" + labels + "}", "\"spec\":{}"));
            }
            trial.live(Life.TASK_FAILS, "good-" + round);
        }
        trial.load(rounds * MALFORMED.size() + " odd objects");
        trial.settle(Duration.ofSeconds(90));
    }

    /** As large as etcd takes them; small ones must not wait behind. */
    static void huge(Trial trial) throws Exception {
        int runs = trial.quickOrFull(5, 20);
        EmbeddedCluster cluster = ready(trial);
        String message = "x".repeat(1_450_000);
        for (int n = 0; n < runs; n++) {
            cluster.put(taskRun(
                    "huge-" + n,
                    "",
                    "\"spec\":{},\"status\":{\"startTime\":\"2026-11-23T00:00:00Z\",\"conditions\":[{\"type\":\"Succeeded\","
                            + "\"status\":\"True\",\"reason\":\"Succeeded\",\"message\":\"" + message + "\"}]}"));
            for (String type : List.of("queued", "started", "successful")) {
                trial.must(List.of("uid-huge-" + n + " dev.tekton.event.taskrun." + type + ".v1"));
            }
            trial.live(Life.TASK_FAILS, "small-" + n);
        }
        trial.load(runs + " runs of 1.45 MB");
        trial.settle(Duration.ofSeconds(90));
    }

    private static EmbeddedCluster ready(Trial trial) throws InterruptedException {
        EmbeddedCluster cluster = trial.embedded();
        trial.sink("audit");
        trial.start("courier.announce=all");
        ApiFaults.watches(trial, cluster);
        return cluster;
    }

    private static String taskRun(String name, String metadata, String members) {
        return ("{\"apiVersion\":\"tekton.dev/v1\",\"kind\":\"TaskRun\",\"metadata\":{\"namespace\":\"default\",\"name\":\"%s\","
                        + "\"uid\":\"uid-%s\",\"creationTimestamp\":\"2026-11-23T00:00:00Z\"%s},%s}")
                .formatted(name, name, metadata, members);
    }
}
