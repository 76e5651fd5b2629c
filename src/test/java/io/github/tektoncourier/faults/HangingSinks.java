package io.github.tektoncourier.faults;

import io.github.tektoncourier.demo.kube.EmbeddedCluster;
import io.github.tektoncourier.e2e.Life;
import io.github.tektoncourier.faults.FaultySink.Behaviour;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;

/** Runs as large as etcd takes them, and many receivers that accept and never answer, beside one that answers. */
final class HangingSinks {

    /** What a route makes of an event before it sends; each sink has the next one. */
    private static final List<String> STEPS = List.of(
            "",
            "        - setBody: { expression: { jsonpath: { expression: \"$\", resultType: String } } }\n",
            "        - filter: { expression: { jsonpath: { expression: \"$..[?(@.name == 'none')]\" } },"
                    + " steps: [ { stop: {} } ] }\n",
            "        - to: { uri: \"kamelet:tekton-format-action\", parameters: { format: tektonv1 } }\n");

    private static final String FILE =
            """
            - route:
                id: %1$s
                from:
                  uri: kamelet:tekton-events-source
                  parameters: { subscription: %1$s, lanes: %2$d }
                  steps:
            %3$s        - to:
                        uri: kamelet:%4$s
                        parameters: { %5$s }
            """;

    private HangingSinks() {}

    static void twentySinks(Trial trial) throws Exception {
        hang(trial, 20, 8, 24);
    }

    static void tenSinks(Trial trial) throws Exception {
        hang(trial, 10, 8, 24);
    }

    static void manyLanes(Trial trial) throws Exception {
        hang(trial, 1, 64, 96);
    }

    /** So many threads need more memory than the courier has otherwise. */
    static void fiftySinks(Trial trial) throws Exception {
        trial.mostMegabytes(384);
        hang(trial, 50, 16, 24);
    }

    private static void hang(Trial trial, int sinks, int lanes, int runs) throws Exception {
        EmbeddedCluster cluster = trial.embedded();
        FaultySink quick = trial.sink("quick").unchecked();
        List<FaultySink> hanging = new ArrayList<>();
        for (int n = 0; n < sinks; n++) {
            FaultySink sink = n % 5 == 0 ? trial.sink("hanging-" + n) : trial.stranger("hanging-" + n);
            trial.workplace.sink("hanging-" + n, file(n, lanes, sink));
            sink.unchecked().saying("ok").behave(Behaviour.HANGS); // as Slack does
            hanging.add(sink);
        }
        start(trial, cluster);
        large(trial, cluster, "first", trial.quickOrFull(Math.min(runs, lanes + 2), runs));
        beside(trial, quick, "before");
        trial.check("the courier ended by itself", trial.running().running());
        trial.kill();
        start(trial, cluster);
        large(trial, cluster, "second", trial.quickOrFull(2, runs));
        beside(trial, quick, "after");
        trial.check("the courier ended by itself after a kill", trial.running().running());
        hanging.forEach(sink -> sink.behave(Behaviour.WELL));
        for (int n = 0; n < sinks; n++) {
            if (n % 5 != 0) {
                trial.workplace.removeSink("hanging-" + n); // gigabytes of which no books are kept
            }
        }
        trial.settle(Duration.ofMinutes(trial.quickOrFull(3, 15)));
        trial.load(sinks + " sinks with " + lanes + " lanes hang, runs of 1.4 MB");
    }

    private static void start(Trial trial, EmbeddedCluster cluster) throws InterruptedException {
        trial.start("courier.announce=all");
        ApiFaults.watches(trial, cluster);
        boolean ready = trial.soon(Duration.ofMinutes(2), () -> trial.answer("/observe/health/ready") == 200);
        trial.check(
                "the courier was not ready", ready); // its last sink starts long after its watch, where there are many
    }

    /** Those of which the books are kept send the event as it is, because that is what is looked at. */
    private static String file(int n, int lanes, FaultySink sink) {
        boolean slack = n % 5 == 4;
        String steps = n % 5 == 0 ? "" : STEPS.get(n % STEPS.size());
        return FILE.formatted(
                "hanging-" + n,
                lanes,
                steps,
                slack ? "tekton-slack-sink" : "cloudevents-http-sink",
                slack
                        ? "webhookUrl: \"" + sink.url() + "\""
                        : "url: \"" + sink.url() + "\"" + (n % 5 == 1 ? ", contentMode: structured" : ""));
    }

    private static void large(Trial trial, EmbeddedCluster cluster, String prefix, int runs) {
        for (int n = 0; n < runs; n++) {
            String name = prefix + "-" + n;
            cluster.put(LargeTaskRun.json(name, 1_400_000));
            for (String type : List.of("queued", "started", "successful")) {
                trial.must(List.of("uid-" + name + " dev.tekton.event.taskrun." + type + ".v1"));
            }
        }
    }

    /** What the quick sink gets while the others hang. */
    private static void beside(Trial trial, FaultySink quick, String prefix) throws Exception {
        Traffic traffic = trial.traffic(prefix, Life.MIXED);
        ScheduledFuture<?> running = traffic.start(trial.quickOrFull(10, 20));
        Thread.sleep(trial.quickOrFull(12, 60) * 1000L);
        traffic.finish(running);
        trial.ended(traffic);
        boolean whole = trial.soon(
                Duration.ofSeconds(30),
                () -> Books.of(traffic.expected(), quick.accepted()).lost().isEmpty());
        trial.check(prefix + ": the quick sink lacks events while the others hang", whole);
        Map<String, Long> ended = new HashMap<>(traffic.ended());
        long p99 = Delays.of(ended, List.of(quick)).p99();
        trial.load(prefix + ": p99 of the quick sink " + p99 + " ms");
        trial.check(prefix + ": the quick sink's p99 is " + p99 + " ms", p99 < trial.quickOrFull(5_000, 2_000));
    }
}
