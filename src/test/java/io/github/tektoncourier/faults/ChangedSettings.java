package io.github.tektoncourier.faults;

import io.github.tektoncourier.demo.kube.EmbeddedCluster;
import io.github.tektoncourier.e2e.Life;
import io.github.tektoncourier.e2e.Runs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;

/** What is watched changes from start to start while runs go on, with the default rule of first sight. */
final class ChangedSettings {
    private static final int RATE = 15;
    private static final List<String> TEAMS = List.of("team-a", "team-b");

    /** One after the other; each but the first follows a stop or a kill. */
    private static final List<List<String>> SETTINGS = List.of(
            List.of(),
            List.of("courier.namespaces=team-a,team-b"),
            List.of(),
            List.of("courier.namespaces=taem-a,team-b"),
            List.of("courier.cluster=prod"),
            List.of("courier.cluster=prod", "courier.kinds=taskruns"),
            List.of("courier.cluster=prod-eu", "courier.label-selector=!nobody"));

    private record Team(Traffic traffic, ScheduledFuture<?> running) {}

    private ChangedSettings() {}

    static void settings(Trial trial) throws Exception {
        EmbeddedCluster cluster = trial.embedded();
        FaultySink sink = trial.sink("audit");
        trial.start();
        ApiFaults.watches(trial, cluster);
        List<Team> teams = new ArrayList<>();
        for (String team : TEAMS) {
            Runs runs = trial.keep(new Runs(cluster.kubeconfig(), team));
            Traffic traffic = trial.keep(new Traffic(() -> runs, "run", Life.MIXED));
            teams.add(new Team(traffic, traffic.start(RATE)));
        }
        for (int round = 0; round < trial.quickOrFull(1, 8); round++) {
            change(trial, sink, round);
        }
        int changes = 0;
        for (Team team : teams) {
            team.traffic().finish(team.running());
            trial.ended(team.traffic());
            changes += team.traffic().changes();
        }
        trial.load(changes + " changes at " + RATE * TEAMS.size() + "/s");
        trial.settle(Duration.ofSeconds(90));
    }

    private static void change(Trial trial, FaultySink sink, int round) throws Exception {
        for (int n = round == 0 ? 1 : 0; n < SETTINGS.size(); n++) {
            if ((n + round) % 3 == 2) {
                trial.kill();
            } else {
                trial.bounce();
            }
            if (round % 3 == 1) {
                trial.embedded().compact();
            }
            int before = sink.count();
            trial.start(SETTINGS.get(n).toArray(String[]::new));
            trial.check(
                    "nothing is told with " + SETTINGS.get(n),
                    trial.soon(Duration.ofSeconds(60), () -> sink.count() > before + RATE));
        }
    }
}
