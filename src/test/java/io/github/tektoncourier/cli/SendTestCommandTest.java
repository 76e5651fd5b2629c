package io.github.tektoncourier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.demo.receivers.Answer;
import io.github.tektoncourier.demo.receivers.EventReceiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SendTestCommandTest {

    @TempDir
    private Path folder;

    private final EventReceiver receiver = EventReceiver.start(0);

    @AfterEach
    void stop() {
        receiver.close();
    }

    @Test
    void one_event_goes_to_the_real_address_and_the_answer_is_told() throws IOException {
        sink("outcomes: \"failure,timeout\", namespaces: \"team-a-*,b\"", "");

        CommandOutput said = send("team-a");

        assertThat(said.code()).as(said.out() + said.err()).isZero();
        assertThat(said.out())
                .contains("Sending dev.tekton.event.taskrun.failed.v1 of team-a-sample/courier-sample-failed through ")
                .containsPattern(
                        "\\{\\{team-a.url}}   \\(to kamelet:cloudevents-http-sink, line \\d+\\) → HTTP 202, \\d+ ms")
                .contains("Delivered.");
        assertThat(receiver.received()).singleElement().satisfies(request -> {
            assertThat(request.header("authorization")).contains("Bearer canary-token");
            assertThat(request.attribute("outcome")).contains("failure");
        });
        assertThat(said.out() + said.err()).doesNotContain("canary");
    }

    @Test
    void a_refusal_is_told_in_the_receivers_words_without_secrets() throws IOException {
        sink("", "");
        receiver.answer(Answer.text(401, "no such token: canary-token"));

        CommandOutput said = send("team-a");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.out())
                .contains("→ HTTP 401 Unauthorized: no such token: ***")
                .contains("Not delivered: HTTP 401", "(the service would try it again)");
        assertThat(receiver.received()).hasSize(1);
        assertThat(said.out() + said.err()).doesNotContain("canary");
    }

    @ParameterizedTest
    @CsvSource({
        "taskrun,success", "taskrun,failure", "taskrun,timeout", "taskrun,cancelled", "pipelinerun,success",
        "pipelinerun,failure", "pipelinerun,timeout", "pipelinerun,cancelled", "customrun,success", "customrun,failure"
    })
    void a_sample_of_each_kind_and_outcome_is_there(String kind, String outcome) throws IOException {
        sink("kinds: " + kind + ", outcomes: " + outcome, "");

        CommandOutput said = send("team-a");

        assertThat(said.code()).as(said.out() + said.err()).isZero();
        assertThat(receiver.received()).singleElement().satisfies(request -> {
            assertThat(request.attribute("kind")).contains(kind);
            assertThat(request.attribute("outcome")).contains(outcome);
        });
    }

    @Test
    void where_no_sample_passes_the_clauses_are_told_and_nothing_is_sent() throws IOException {
        sink("outcomes: success", "${header.CamelCloudEventNamespace} == 'pay'");

        CommandOutput said = send("team-a");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.out())
                .contains("Nothing was sent: team-a lets no sample event through.", "courier explain --run FILE")
                .contains("filtered by step filter at line 7: \"${header.CamelCloudEventNamespace} == 'pay'\"")
                .contains("--run FILE");
        assertThat(receiver.received()).isEmpty();
    }

    @Test
    void a_run_of_the_users_own_is_taken_instead() throws IOException {
        sink("outcomes: success", "${header.CamelCloudEventNamespace} == 'shop'");

        CommandOutput said = send("team-a", "--run", "src/test/resources/runs/taskrun-retried.json");

        assertThat(said.code()).as(said.out() + said.err()).isZero();
        assertThat(receiver.received()).singleElement().satisfies(request -> assertThat(request.attribute("subject"))
                .contains("build-compile"));
    }

    @Test
    void an_unknown_subscription_is_named_with_those_that_run() throws IOException {
        sink("", "");

        CommandOutput said = send("team-b");

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("No file that runs subscribes as team-b. These do: team-a.");
    }

    private CommandOutput send(String subscription, String... more) {
        String[] fixed = {
            "send-test",
            subscription,
            "--sinks",
            folder.toString(),
            "--set",
            "team-a.url=" + receiver.url() + "/canary-path?key=canary-query",
            "--set",
            "team-a.token=canary-token"
        };
        String[] args = java.util.stream.Stream.concat(java.util.Arrays.stream(fixed), java.util.Arrays.stream(more))
                .toArray(String[]::new);
        return CommandOutput.of(args);
    }

    private void sink(String clauses, String filter) throws IOException {
        String filtered = filter.isEmpty() ? "${header.CamelCloudEventNamespace} != 'nowhere'" : filter;
        Files.writeString(
                folder.resolve("team-a.camel.yaml"),
                """
                - route:
                    id: team-a
                    from:
                      uri: kamelet:tekton-events-source
                      parameters: { subscription: team-a, %s }
                      steps:
                        - filter:
                            simple: "%s"
                            steps:
                              - to:
                                  uri: kamelet:cloudevents-http-sink
                                  parameters: { url: "{{team-a.url}}", bearerToken: "{{team-a.token}}" }
                """
                        .formatted(clauses.isEmpty() ? "lanes: 1" : clauses, filtered));
    }
}
