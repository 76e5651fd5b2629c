package io.github.tektoncourier.faults;

import io.github.tektoncourier.demo.kube.ApiResource;
import io.github.tektoncourier.demo.kube.EmbeddedCluster;
import io.github.tektoncourier.e2e.Life;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Runs that live as they please. */
final class Lives {

    static final String KUBERNETES_EVENT = " io.github.tektoncourier.taskrun.kubernetesevent.v1";

    private Lives() {}

    static void sameName(Trial trial) throws Exception {
        int lives = trial.quickOrFull(50, 1_000);
        ready(trial);
        for (int n = 0; n < lives; n++) {
            Life life = n % 2 == 0 ? Life.TASK_SUCCEEDS : Life.TASK_FAILS;
            trial.live(life, "again");
            trial.runs().delete(life, "again");
        }
        trial.load(lives + " lives of one name");
        trial.settle(Duration.ofSeconds(90));
    }

    static void pruner(Trial trial) throws Exception {
        int runs = trial.quickOrFull(50, 1_000);
        ready(trial);
        for (int n = 0; n < runs; n++) {
            trial.live(Life.TASK_FAILS, "run-" + n);
            Thread.sleep(50);
            trial.runs().delete(Life.TASK_FAILS, "run-" + n);
        }
        trial.load(runs + " runs");
        trial.settle(Duration.ofSeconds(90));
    }

    static void churn(Trial trial) throws Exception {
        int runs = trial.quickOrFull(200, 5_000);
        int changes = trial.quickOrFull(400, 10_000);
        EmbeddedCluster cluster = ready(trial);
        for (int n = 0; n < runs; n++) {
            trial.live(Life.TASK_SUCCEEDS, "run-" + n);
        }
        trial.settle(Duration.ofSeconds(120));
        int before = trial.sink("audit").count();
        for (int n = 0; n < changes; n++) {
            cluster.merge(
                    ApiResource.TASK_RUNS,
                    "default",
                    "run-" + n % runs,
                    "{\"metadata\":{\"annotations\":{\"chains.tekton.dev/signed\":\"" + n + "\"}}}");
            trial.fault();
        }
        trial.live(Life.TASK_FAILS, "last");
        trial.settle(Duration.ofSeconds(120));
        int more = trial.sink("audit").count() - before;
        trial.load(changes + " changes of annotations");
        trial.check(
                more + " events where " + Life.TASK_FAILS.types().size() + " were due",
                more <= Life.TASK_FAILS.types().size() + 1);
    }

    /** They end and are deleted while the courier is down; only core Events say how they ended. */
    static void unseen(Trial trial) throws Exception {
        int runs = trial.quickOrFull(20, 500);
        EmbeddedCluster cluster = trial.embedded();
        trial.sinkOfAll("audit");
        trial.start("courier.announce=all");
        ApiFaults.watches(trial, cluster);
        List<String> uids = new ArrayList<>();
        for (int n = 0; n < runs; n++) {
            String uid = trial.runs().create(Life.TASK_FAILS, "run-" + n);
            trial.must(List.of(uid + " dev.tekton.event.taskrun.queued.v1"));
            uids.add(uid);
        }
        trial.settle(Duration.ofSeconds(60));
        trial.stop();
        for (int n = 0; n < runs; n++) {
            for (int status = 0; status < Life.TASK_FAILS.statuses().size(); status++) {
                trial.runs().status(Life.TASK_FAILS, "run-" + n, status);
            }
            cluster.put(failed("run-" + n, uids.get(n)));
            trial.runs().delete(Life.TASK_FAILS, "run-" + n);
            trial.fault();
            trial.must(List.of(
                    uids.get(n) + " dev.tekton.event.taskrun.failed.v1",
                    uids.get(n) + " io.github.tektoncourier.taskrun.deleted.v1"));
        }
        cluster.compact();
        trial.start("courier.announce=all");
        trial.live(Life.TASK_SUCCEEDS, "after");
        trial.load(runs + " runs");
        trial.settle(Duration.ofSeconds(90));
    }

    /** What the courier and others report of each delivery would, were it told, be reported again, and so on for ever. */
    static void loop(Trial trial) throws Exception {
        int runs = trial.quickOrFull(20, 500);
        EmbeddedCluster cluster = trial.embedded();
        FaultySink sink = trial.sinkOfAll("audit");
        trial.start("courier.announce=all");
        ApiFaults.watches(trial, cluster);
        for (int n = 0; n < runs; n++) {
            String run = "run-" + n;
            String uid = trial.live(Life.TASK_FAILS, run);
            trial.must(List.of(uid + KUBERNETES_EVENT));
            cluster.put(event(run, uid, "CloudEventSent", "TaskRunEvents", "TaskRunEvents"));
            cluster.put(event(run, uid, "CloudEventFailed", "TaskRunEvents", "TaskRunEvents"));
            cluster.put(event(run, uid, "Cloud Event Failure", "TaskRun", "TaskRun"));
            cluster.put(event(run, uid, "SlotRefused", "tekton-courier", "tekton-courier"));
            cluster.put(event(run, uid, "SinkDown", "tekton-courier", ""));
            cluster.put(event(run, uid, "SinkBack", "", "tekton-courier"));
            cluster.put(failed(run, uid));
            trial.fault();
        }
        trial.settle(Duration.ofSeconds(60));
        long told = sink.accepted().stream()
                .filter(one -> one.type().equals(KUBERNETES_EVENT.strip()))
                .count();
        trial.load(runs + " runs, 7 core Events each, " + told + " told");
        trial.check(told + " core Events told where " + runs + " were due", told == runs);
    }

    static String failed(String run, String uid) {
        return event(run, uid, "Failed", "TaskRun", "TaskRun");
    }

    private static String event(String run, String uid, String reason, String reporting, String source) {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        String name = run + "." + (reason + reporting).toLowerCase(Locale.ROOT).replace(' ', '.');
        return """
                {"apiVersion":"v1","kind":"Event","metadata":{"namespace":"default","name":"%s","uid":"event-%s-%s"},
                "involvedObject":{"apiVersion":"tekton.dev/v1","kind":"TaskRun","namespace":"default","name":"%s","uid":"%s"},
                "type":"Warning","reason":"%s","message":"it failed","count":1,"firstTimestamp":"%s","lastTimestamp":"%s",
                "reportingComponent":"%s","source":{"component":"%s"}}
                """
                .formatted(name, uid, reason.hashCode(), run, uid, reason, now, now, reporting, source);
    }

    private static EmbeddedCluster ready(Trial trial) throws InterruptedException {
        EmbeddedCluster cluster = trial.embedded();
        trial.sink("audit");
        trial.start("courier.announce=all");
        ApiFaults.watches(trial, cluster);
        return cluster;
    }
}
