package io.github.tektoncourier.e2e;

import static io.github.tektoncourier.e2e.Workplace.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Sink files as people write them, break them and add them, and what their receivers do. */
@Execution(ExecutionMode.CONCURRENT)
class SinkFilesIT extends OnEmbeddedCluster {

    @Test
    void a_typing_error_in_one_sink_file_is_shown_with_its_line_and_harms_no_other() {
        workplace.httpSink("good", sink.url());
        workplace.httpSink("unset", "{{nowhere.url}}");
        Path badYaml = workplace.sink("bad", Workplace.SINK.replace("from:", "from"));
        Path badStep =
                workplace.sink("typo", Workplace.SINK.replace("NAME", "typo").replace("- to:", "- tow:"));
        Path badUri =
                workplace.sink("uri", Workplace.SINK.replace("NAME", "uri").replace("kamelet:cloud", "kamlet:cloud"));

        workplace.run(ALL);
        assertDelivers("anyway");

        for (Path bad : List.of(badYaml, badStep, badUri)) {
            assertThat(workplace.said()).containsPattern(Pattern.quote(bad.toString()) + ":\\d+: \\w");
        }
        assertThat(workplace.said()).contains("nowhere.url");
        assertNoStackTrace();
    }

    @Test
    void a_dead_sink_harms_no_other_and_status_shows_what_waits_for_it() throws Exception {
        try (RecordingSink dead = new RecordingSink()) {
            dead.answer(503);
            workplace.httpSink("audit", sink.url()).httpSink("dead", dead.url());

            workplace.run(ALL);
            assertDelivers("one");
            CourierProcess status = workplace.courier("status");

            assertThat(status.exitCode(SOON)).as(status.said()).isZero();
            assertThat(status.said()).containsPattern("(?m)^\\W*audit\\b").containsPattern("(?m)^\\W*dead\\b");
            assertThat(status.said()).containsIgnoringCase("pending");
            assertThat(status.said()).as("the last error").contains("503");
            dead.answer(202);
            workplace.await(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(dead.told())
                    .isEqualTo(sink.told()));
            assertThat(dead.outOfOrder()).isEmpty();
        }
    }

    @Test
    void a_fourth_sink_is_one_more_file_of_ten_lines() throws Exception {
        for (String name : List.of("one", "two", "three")) {
            workplace.httpSink(name, sink.url() + "/" + name);
        }
        CourierProcess before = workplace.run(ALL);
        assertDelivers("with-three");
        before.stop(SOON);
        assertThat(Workplace.SINK.lines()).hasSize(10);

        try (RecordingSink fourth = new RecordingSink()) {
            workplace.httpSink("four", fourth.url());
            workplace.run(ALL);
            String uid = runs.live(Life.TASK_SUCCEEDS, "with-four");

            workplace.await(SOON).untilAsserted(() -> assertThat(fourth.typesOf(uid))
                    .as(workplace.said())
                    .contains(SUCCESSFUL));
        }
    }

    @Test
    void a_core_event_comes_with_its_whole_run() {
        workplace.sink(
                "events",
                Workplace.SINK
                        .replace("NAME }", "NAME, types: \"*.kubernetesevent.v1\" }")
                        .replace("NAME", "events")
                        .replace("URL", sink.url()));
        workplace.run();
        watchesSoon();
        String uid = runs.live(Life.TASK_FAILS, "told");

        cluster.put(
                "{\"apiVersion\":\"v1\",\"kind\":\"Event\",\"metadata\":{\"name\":\"told.1\",\"namespace\":\"default\"},"
                        + "\"involvedObject\":{\"apiVersion\":\"tekton.dev/v1\",\"kind\":\"TaskRun\",\"namespace\":\"default\","
                        + "\"name\":\"told\",\"uid\":\"" + uid
                        + "\"},\"type\":\"Warning\",\"reason\":\"Failed\",\"message\":\"no\","
                        + "\"count\":1,\"firstTimestamp\":\"2026-01-01T00:00:00Z\",\"lastTimestamp\":\"2026-01-01T00:00:00Z\"}");

        workplace.await(SOON).untilAsserted(() -> assertThat(sink.received())
                .as(workplace.said())
                .hasSize(1));
        assertThat(sink.received().get(0)).satisfies(event -> {
            assertThat(event.type()).isEqualTo("io.github.tektoncourier.taskrun.kubernetesevent.v1");
            assertThat(event.runUid()).isEqualTo(uid);
            assertThat(event.data())
                    .contains("\"event\":{")
                    .contains("\"taskRun\":{")
                    .contains("taskSpec");
        });
    }

    @Test
    void secrets_are_never_shown() throws Exception {
        String[] secrets = {"s3cret-of-kubeconfig", "s3cret-of-url", "s3cret-bearer", "s3cret-password"};
        workplace.kubeconfig(cluster.kubeconfig().replace("token: demo", "token: " + secrets[0]));
        sink.answer(401);
        workplace.httpSink("audit", sink.url() + "?key=" + secrets[1]);
        workplace.httpSink("gone", "http://127.0.0.1:" + closedPort() + "/?key=" + secrets[1]);
        workplace.sink("bearer", withParameters("bearer", "bearerToken: \"{{bearer.token}}\""));
        workplace.sink("basic", withParameters("basic", "username: me, password: " + secrets[3]));
        workplace.sink(
                "broken", withParameters("broken", "bearerToken: \"{{bearer.token}}\", passwort: " + secrets[3]));
        workplace.environment("COURIER_LOG_LEVEL", "debug");

        workplace.run(ALL, "bearer.token=" + secrets[2]);
        runs.live(Life.TASK_SUCCEEDS, "watched");
        saysSoon("401");
        saysSoon("broken.camel.yaml");
        CourierProcess status = workplace.courier("status");
        status.exitCode(SOON);

        assertThat(status.said()).contains("401");
        assertThat(workplace.said() + status.said()).doesNotContain(secrets);
    }

    private String withParameters(String name, String parameters) {
        return Workplace.SINK.replace("NAME", name).replace("\"URL\"", "\"" + sink.url() + "\", " + parameters);
    }

    private static int closedPort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
