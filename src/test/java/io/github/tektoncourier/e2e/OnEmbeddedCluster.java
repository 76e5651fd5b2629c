package io.github.tektoncourier.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.demo.kube.EmbeddedCluster;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A courier as its own process beside an embedded cluster and one receiver. */
abstract class OnEmbeddedCluster {

    static final String ALL = "courier.announce=all";
    static final String SUCCESSFUL = "dev.tekton.event.taskrun.successful.v1";

    /** Three kinds of runs, and the core Events about runs of each version of Tekton's API. */
    private static final int WATCHES = 5;

    final EmbeddedCluster cluster = EmbeddedCluster.start(0);
    final RecordingSink sink = new RecordingSink();
    final Runs runs = new Runs(cluster.kubeconfig());
    Workplace workplace;

    @BeforeEach
    void start(@TempDir Path folder) {
        workplace = new Workplace(folder).kubeconfig(cluster.kubeconfig());
    }

    @AfterEach
    void stop() {
        workplace.close();
        runs.close();
        sink.close();
        cluster.close();
    }

    /** The service says these words before long. */
    void saysSoon(String words) {
        workplace.await(Workplace.SOON).untilAsserted(() -> assertThat(workplace.said())
                .contains(words));
    }

    /** A run that lives from now on reaches the receiver. */
    void assertDelivers(String run) {
        String uid = runs.live(Life.TASK_SUCCEEDS, run);
        workplace.await(Duration.ofSeconds(90)).untilAsserted(() -> assertThat(sink.typesOf(uid))
                .as(workplace.said())
                .contains(SUCCESSFUL));
    }

    /** The first list is through: what happens from now on is news. */
    void watchesSoon() {
        workplace.await(Workplace.SOON).untilAsserted(() -> assertThat(cluster.openWatches())
                .as(workplace.said())
                .isGreaterThanOrEqualTo(WATCHES));
    }

    /** What the service said is for people. */
    void assertNoStackTrace() {
        assertThat(workplace.said()).doesNotContainPattern("(?m)^\\s+at [\\w.$]+\\(");
    }
}
