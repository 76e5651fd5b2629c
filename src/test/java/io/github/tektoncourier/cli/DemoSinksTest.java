package io.github.tektoncourier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.demo.receivers.EventReceiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The recorded runs of {@code courier demo} in sink files of the user's own. */
@Timeout(120)
class DemoSinksTest {

    @TempDir
    private Path folder;

    private final EventReceiver receiver = EventReceiver.start(0);

    @BeforeEach
    void write() throws IOException {
        Files.writeString(
                folder.resolve("team-a.camel.yaml"),
                """
                - route:
                    id: team-a
                    from:
                      uri: kamelet:tekton-events-source
                      parameters: { subscription: team-a, outcomes: failure }
                      steps:
                        - to:
                            uri: kamelet:cloudevents-http-sink
                            parameters: { url: "{{team-a.url}}", bearerToken: "{{team-a.token}}" }
                        - to: "file:demo-sinks-test-writes-nothing"
                """);
    }

    @AfterEach
    void stop() {
        receiver.close();
    }

    @Test
    void each_request_is_printed_on_a_line_and_sent_nowhere() throws IOException {
        Files.writeString(
                folder.resolve("team-k.camel.yaml"),
                """
                - route:
                    id: team-k
                    from:
                      uri: kamelet:tekton-events-source
                      parameters: { subscription: team-k, outcomes: failure }
                      steps:
                        - to:
                            uri: kamelet:cloudevents-kafka-sink
                            parameters: { bootstrapServers: "kafka.invalid:9092", topic: team-k }
                """);

        CommandOutput said = demo();

        assertThat(said.code()).as(said.out() + said.err()).isZero();
        assertThat(said.out())
                .containsPattern("team-a  POST \\{\\{team-a.url}}  taskrun failed  \\S+/\\S+ → recorded\n")
                .contains("team-a  send file:demo-sinks-test-writes-nothing  taskrun failed")
                .containsPattern("team-k  produce kafka.invalid:9092 topic team-k  taskrun failed  \\S+ → recorded\n")
                .containsPattern("\n\\S+  http   taskrun queued ")
                .containsPattern("\nteam-a +\\d+ +[1-9]\\d* +\\d+ +0 +0\n")
                .contains("The books balance")
                .doesNotContain("watches are open after");
        assertThat(receiver.received()).isEmpty();
        assertThat(Path.of("demo-sinks-test-writes-nothing")).doesNotExist();
        assertThat(said.out() + said.err()).doesNotContain("canary", "Could not GET");
    }

    @Test
    void with_send_they_go_out_and_the_line_says_what_was_answered() throws IOException {
        Path file = folder.resolve("team-a.camel.yaml");
        Files.writeString(file, Files.readString(file).replaceFirst("(?m)^ +- to: \"file:.*\n", ""));

        CommandOutput said = demo("--send");

        assertThat(said.code()).as(said.out() + said.err()).isZero();
        assertThat(said.out())
                .containsPattern("team-a  \\{\\{team-a.url}}  taskrun failed  \\S+/\\S+ → HTTP 202, \\d+ ms\n")
                .contains("The books balance");
        assertThat(receiver.received()).isNotEmpty().allSatisfy(request -> assertThat(request.header("authorization"))
                .contains("Bearer canary-token"));
        assertThat(said.out() + said.err()).doesNotContain("canary");
    }

    @Test
    void send_without_a_folder_is_refused() {
        CommandOutput said = CommandOutput.of("demo", "--once", "--send");

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("--sinks DIR");
    }

    private CommandOutput demo(String... more) {
        String[] fixed = {
            "demo",
            "--once",
            "--speed",
            "20",
            "--sinks",
            folder.toString(),
            "--set",
            "team-a.url=" + receiver.url() + "/canary-path",
            "--set",
            "team-a.token=canary-token"
        };
        String[] args = java.util.stream.Stream.concat(java.util.Arrays.stream(fixed), java.util.Arrays.stream(more))
                .toArray(String[]::new);
        return CommandOutput.of(args);
    }
}
