package io.github.tektoncourier.e2e;

import static io.github.tektoncourier.e2e.Workplace.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.kube.KubeApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real API server, the real program stopped, and runs that end and go meanwhile. */
class GoneRunsIT {

    private static final String DELETED = "io.github.tektoncourier.taskrun.deleted.v1";
    private static final String SUCCESSFUL = "dev.tekton.event.taskrun.successful.v1";
    private static final String FAILED = "dev.tekton.event.taskrun.failed.v1";
    private static final String ALL = "courier.announce=all";

    private final RecordingSink sink = new RecordingSink();
    private KubeApiServer server;
    private Runs runs;
    private Workplace workplace;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        server = KubeApiServer.start();
        server.allow("courier", "tekton.dev", "taskruns", "pipelineruns", "customruns");
        server.allow("courier", "", "events");
        runs = new Runs(Files.readString(server.kubeconfig("admin")));
        workplace = new Workplace(folder).kubeconfig(Files.readString(server.kubeconfig("courier")));
        String life = "'dev.tekton.*,*.deleted.v1'";
        workplace.sink(
                "audit",
                Workplace.SINK
                        .replace("subscription: NAME", "subscription: NAME, types: " + life)
                        .replace("NAME", "audit")
                        .replace("URL", sink.url()));
    }

    @AfterEach
    void stop() {
        if (workplace != null) {
            workplace.close();
            runs.close();
        }
        if (server != null) {
            server.close();
        }
        sink.close();
    }

    @Test
    void what_ended_and_went_while_it_was_down_is_told_once_and_nothing_that_lives_is_called_gone() throws Exception {
        CourierProcess courier = workplace.run(ALL);
        String ended = runs.create(Life.TASK_SUCCEEDS, "ended");
        runs.status(Life.TASK_SUCCEEDS, "ended", 0);
        String unfinished = runs.create(Life.TASK_SUCCEEDS, "unfinished");
        String lives = runs.live(Life.TASK_SUCCEEDS, "lives");
        told(ended, 1);
        told(unfinished, 1);
        told(lives, 1);
        courier.stop(Duration.ofSeconds(35));

        finish("ended", ended, Life.TASK_SUCCEEDS, "Succeeded");
        String unmet = runs.create(Life.TASK_FAILS, "unmet");
        finish("unmet", unmet, Life.TASK_FAILS, "Failed");
        runs.delete(Life.TASK_SUCCEEDS, "unfinished");
        server.compact();
        server.kill();
        server.startAgain();
        courier = workplace.run(ALL);

        workplace.await(SOON).untilAsserted(() -> {
            assertThat(sink.typesOf(ended)).as(workplace.said()).endsWith(SUCCESSFUL, DELETED);
            assertThat(sink.typesOf(unfinished)).endsWith(DELETED).doesNotContain(SUCCESSFUL, FAILED);
            assertThat(sink.typesOf(unmet)).containsExactly(FAILED, DELETED);
        });
        courier.stop(Duration.ofSeconds(35));
        workplace.run(ALL);
        String after = runs.live(Life.TASK_SUCCEEDS, "after");
        workplace.await(SOON).untilAsserted(() -> assertThat(sink.typesOf(after))
                .contains(SUCCESSFUL));

        assertThat(sink.typesOf(lives)).doesNotContain(DELETED);
        assertThat(sink.repeats()).isZero();
        assertThat(sink.underTwoIds()).isEmpty();
        assertThat(sink.outOfOrder()).isEmpty();
    }

    private void told(String uid, int types) {
        workplace.await(SOON).untilAsserted(() -> assertThat(sink.typesOf(uid))
                .as(workplace.said())
                .hasSizeGreaterThanOrEqualTo(types));
    }

    /** As Tekton's controller does: the status, the core Event; then a pruner comes. */
    private void finish(String name, String uid, Life life, String reason) {
        for (int n = 0; n < life.statuses().size(); n++) {
            runs.status(life, name, n);
        }
        server.send(
                "POST",
                "/api/v1/namespaces/default/events",
                "{\"apiVersion\":\"v1\",\"kind\":\"Event\",\"metadata\":{\"name\":\"" + name
                        + ".1\"},\"involvedObject\":"
                        + "{\"apiVersion\":\"tekton.dev/v1\",\"kind\":\"TaskRun\",\"name\":\"" + name
                        + "\",\"namespace\":\"default\",\"uid\":\"" + uid + "\"},\"reason\":\"" + reason
                        + "\",\"type\":\"Normal\",\"count\":1,\"lastTimestamp\":\""
                        + Instant.now().truncatedTo(ChronoUnit.SECONDS)
                        + "\",\"source\":{\"component\":\"TaskRun\"},\"reportingComponent\":\"TaskRun\"}");
        runs.delete(life, name);
    }
}
