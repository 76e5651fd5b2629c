package io.github.tektoncourier.faults;

import io.github.tektoncourier.demo.kube.EmbeddedCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs as large as etcd takes them, through everything that makes something else of them. */
final class LargeRuns {

    private static final int EACH = 4;
    private static final int BYTES = 1_400_000;
    private static final int LIMIT = 256 * 1024;

    private static final String FILE =
            """
            - route:
                id: %1$s
                from:
                  uri: kamelet:tekton-events-source
                  parameters: { subscription: %1$s }
                  steps:
            %2$s        - to:
                        uri: kamelet:%3$s
                        parameters: { %4$s }
            """;

    private static final String AS_CDEVENT =
            "        - to: { uri: \"kamelet:tekton-format-action\", parameters: { format: cdevents } }\n";

    private LargeRuns() {}

    static void ways(Trial trial) throws Exception {
        EmbeddedCluster cluster = trial.embedded();
        List<FaultySink> slack = new ArrayList<>();
        List<FaultySink> cdevents = new ArrayList<>();
        List<FaultySink> limited = new ArrayList<>();
        for (int n = 0; n < EACH; n++) {
            slack.add(sink(trial, "slack-" + n, "", "tekton-slack-sink", "webhookUrl")
                    .saying("ok"));
            cdevents.add(sink(trial, "cdevents-" + n, AS_CDEVENT, "cloudevents-http-sink", "url"));
            limited.add(sink(trial, "limited-" + n, "", "cloudevents-http-sink", "url")
                    .limit(LIMIT));
        }
        trial.start("courier.announce=all");
        ApiFaults.watches(trial, cluster);
        int runs = trial.quickOrFull(8, 48);
        for (int n = 0; n < runs; n++) {
            cluster.put(LargeTaskRun.json("large-" + n, BYTES));
        }
        long begun = System.nanoTime();
        boolean all = trial.soon(
                Duration.ofMinutes(trial.quickOrFull(3, 10)),
                () -> have(slack, runs * 3) && have(cdevents, runs * 2) && have(limited, runs * 3));
        trial.load(
                runs + " runs of 1.4 MB to " + EACH + " sinks each: Slack, CDEvents, at most 256 KiB; all there after "
                        + (System.nanoTime() - begun) / 1_000_000 + " ms");
        trial.check("Slack " + counts(slack) + ", CDEvents " + counts(cdevents) + ", limited " + counts(limited), all);
        trial.settle(Duration.ofSeconds(1));
    }

    private static FaultySink sink(Trial trial, String name, String steps, String kamelet, String parameter) {
        FaultySink sink = trial.stranger(name).unchecked();
        trial.workplace.sink(name, FILE.formatted(name, steps, kamelet, parameter + ": \"" + sink.url() + "\""));
        return sink;
    }

    private static boolean have(List<FaultySink> sinks, int events) {
        return sinks.stream().allMatch(sink -> sink.count() == events);
    }

    private static List<Integer> counts(List<FaultySink> sinks) {
        return sinks.stream().map(FaultySink::count).toList();
    }
}
