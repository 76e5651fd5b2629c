package io.github.tektoncourier.e2e;

import static io.github.tektoncourier.e2e.Workplace.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.demo.kube.ApiResource;
import io.github.tektoncourier.demo.kube.Fault;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The program as new users meet it: just downloaded, and used wrongly. */
@Execution(ExecutionMode.CONCURRENT)
class NewUserIT extends OnEmbeddedCluster {

    @Test
    void without_a_cluster_it_says_in_one_line_what_to_do(@TempDir Path empty) throws Exception {
        try (Workplace nowhere = new Workplace(empty)) {
            int code = nowhere.run().exitCode(SOON);

            assertThat(code).as(nowhere.said()).isEqualTo(3);
            assertThat(nowhere.said().lines().toList())
                    .singleElement()
                    .asString()
                    .contains("KUBECONFIG")
                    .contains("courier demo");
        }
    }

    @Test
    void a_cluster_that_is_down_at_the_start_is_named_and_waited_for() {
        workplace.httpSink("audit", sink.url());
        cluster.down();

        workplace.run(ALL);
        saysSoon("the API server at " + cluster.url() + "/ cannot be reached");
        cluster.up();

        assertDelivers("late");
        assertNoStackTrace();
    }

    @Test
    void a_missing_permission_is_named_with_resource_and_verb_and_its_grant_is_noticed() {
        workplace.httpSink("audit", sink.url());
        cluster.faults().add(Fault.answer(403, ApiResource.TASK_RUNS.path()));
        cluster.faults().add(Fault.answer(403, ApiResource.EVENTS.path()));

        workplace.run(ALL);
        saysSoon("not allowed to list taskruns.tekton.dev in all namespaces (403)");
        saysSoon("not allowed to list events");
        cluster.faults().lift();

        assertDelivers("granted");
        assertNoStackTrace();
    }

    @Test
    void a_missing_crd_is_named_and_its_installation_is_noticed() {
        workplace.httpSink("audit", sink.url());
        cluster.faults().add(Fault.answer(404, "/apis/tekton.dev"));

        workplace.run(ALL);
        saysSoon("The CRD taskruns.tekton.dev is not installed: install Tekton Pipelines");
        cluster.faults().lift();

        assertDelivers("installed");
        assertNoStackTrace();
    }

    @Test
    void a_misspelt_setting_is_answered_with_the_nearest_one() throws Exception {
        int code = workplace.run("courier.anounce=all").exitCode(SOON);

        assertThat(code).isEqualTo(2);
        assertThat(workplace.said()).contains("courier.anounce").contains("Did you mean courier.announce?");
        assertNoStackTrace();
    }

    @Test
    void a_taken_port_is_named_before_anything_else_starts() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            int code = workplace.run("courier.port=" + taken.getLocalPort()).exitCode(SOON);

            assertThat(code).as(workplace.said()).isEqualTo(3);
            assertThat(workplace.said()).contains("Port " + taken.getLocalPort() + " is taken");
            assertNoStackTrace();
        }
    }

    @Test
    void help_lists_only_commands_that_work() throws Exception {
        CourierProcess help = workplace.courier("--help");
        assertThat(help.exitCode(SOON)).isZero();
        List<String> commands = help.said()
                .lines()
                .dropWhile(line -> !line.startsWith("Commands:"))
                .skip(1)
                .takeWhile(line -> line.startsWith("  "))
                .filter(line -> line.matches(" {2}\\w.*"))
                .map(line -> line.trim().split("\\s+", 2)[0])
                .toList();

        assertThat(commands).contains("demo", "run", "status");
        for (String command : commands) {
            CourierProcess one = workplace.courier("help", command);
            assertThat(one.exitCode(SOON)).as(command).isZero();
            assertThat(one.said()).as(command).contains("Usage: courier " + command);
        }
    }
}
