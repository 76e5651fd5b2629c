package io.github.tektoncourier.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.tektoncourier.kube.KubeApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the project exists for: a real API server, the real program, and nothing lost whatever is done to it. */
class WholeWayIT {

    private static final int CHANGES_PER_SECOND = 20;
    private static final int KILLS = 4;
    private static final int LIVES = 50;

    private static KubeApiServer server;
    private static Runs runs;

    private final RecordingSink sink = new RecordingSink();
    private Workplace workplace;

    @BeforeAll
    static void startServer() throws IOException {
        server = KubeApiServer.start();
        server.allow("courier", "tekton.dev", "taskruns", "pipelineruns", "customruns");
        server.allow("courier", "", "events");
        runs = new Runs(Files.readString(server.kubeconfig("admin")));
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            runs.close();
            server.close();
        }
    }

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        workplace = new Workplace(folder)
                .kubeconfig(Files.readString(server.kubeconfig("courier")))
                .httpSink("audit", sink.url());
    }

    @AfterEach
    void stop() {
        workplace.close();
        sink.close();
    }

    @Test
    void nothing_is_lost_and_nothing_comes_under_two_ids_though_it_is_killed_four_times() throws Exception {
        int total = CHANGES_PER_SECOND * Integer.getInteger("courier.it.seconds", 15);
        CourierProcess courier = courier();
        try (Load load = new Load(runs)) {
            long begun = System.nanoTime();
            ScheduledFuture<?> changing = load.start(CHANGES_PER_SECOND);

            for (int kill = 1; kill <= KILLS; kill++) {
                int due = total * kill / (KILLS + 1);
                int before = sink.received().size();
                whileChanging(changing)
                        .until(() -> load.changes() >= due && sink.received().size() > before);
                courier.kill();
                courier = courier();
            }
            whileChanging(changing).until(() -> load.changes() >= total);
            double seconds = (System.nanoTime() - begun) / 1e9;
            load.finish(changing);

            awaitToldOf(load.expected());
            report(load, seconds, (System.nanoTime() - begun) / 1e9 - seconds);
        }
        assertContractHolds();
    }

    @Test
    void every_life_of_a_task_run_under_one_name_is_told() {
        courier();
        List<String> expected = new ArrayList<>();
        awaitToldOf(Life.TASK_SUCCEEDS
                .told(runs.live(Life.TASK_SUCCEEDS, "watched"))
                .toList());

        for (int life = 0; life < LIVES; life++) {
            Life ends = life % 2 == 0 ? Life.TASK_SUCCEEDS : Life.TASK_FAILS;
            String uid = runs.live(ends, "again");
            runs.delete(ends, "again");
            ends.told(uid).forEach(expected::add);
        }

        workplace.await(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(sink.missing(expected))
                .as(workplace.said())
                .isEmpty());
        assertContractHolds();
    }

    private void awaitToldOf(Collection<String> expected) {
        workplace.await(Duration.ofSeconds(90)).untilAsserted(() -> assertThat(sink.missing(expected))
                .as(workplace.said())
                .isEmpty());
    }

    private void assertContractHolds() {
        assertThat(sink.underTwoIds()).isEmpty();
        assertThat(sink.changedRepeats()).isEmpty();
        assertThat(sink.outOfOrder()).isEmpty();
        assertThat(sink.received())
                .allMatch(
                        event -> !event.sequence().isEmpty() && !event.runUid().isEmpty());
    }

    private CourierProcess courier() {
        return workplace.run("courier.announce=all");
    }

    private static ConditionFactory whileChanging(ScheduledFuture<?> changing) {
        return await().atMost(Duration.ofMinutes(5)).failFast("the API server refused a change", changing::isDone);
    }

    private void report(Load load, double seconds, double behind) {
        System.out.printf(
                "WholeWayIT: %d runs, %d status changes in %.1f s (%.1f/s), %d kills; %d events expected, %d received,"
                        + " %d of them repeats; the last one %.1f s after the last change%n",
                load.runs(),
                load.changes(),
                seconds,
                load.changes() / seconds,
                KILLS,
                load.expected().size(),
                sink.received().size(),
                sink.repeats(),
                behind);
    }
}
