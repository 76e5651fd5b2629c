package io.github.tektoncourier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainCommandTest {

    private static final String RUN = "src/test/resources/runs/taskrun-retried.json";

    private static final String RUN_IN_A_FOLDER = "./" + RUN;

    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(
                folder.resolve("ends.camel.yaml"),
                """
                # ends only
                - route:
                    id: ends
                    from:
                      uri: kamelet:tekton-events-source
                      parameters: { subscription: ends, outcomes: success }
                      steps:
                        - filter:
                            simple: "${header.CamelCloudEventNamespace} == '{{team}}'"
                            steps:
                              - to:
                                  uri: kamelet:cloudevents-http-sink
                                  parameters:
                                    url: "{{ends.url}}"
                                    bearerToken: "{{ends.token}}"
                """);
    }

    /** What a command said, and how it ended. */
    private record Said(int code, String out) {}

    @Test
    void an_event_that_is_sent_shows_the_request_with_its_address_as_the_file_has_it() {
        Said said = explain("shop");

        assertThat(said.code()).isZero();
        assertThat(said.out())
                .contains("  ends: sent\n    POST {{ends.url}}   (to kamelet:cloudevents-http-sink, line 11)\n")
                .contains("      ce-type: dev.tekton.event.taskrun.successful.v1\n", "      Authorization: ***\n")
                .contains(
                        "{\"taskRun\":{\"apiVersion\":\"tekton.dev/v1\",\"kind\":\"TaskRun\",\"metadata\":{\"name\":\"build-compile\"")
                .doesNotContain("canary");
    }

    @Test
    void a_clause_of_the_source_says_the_value_that_it_saw() {
        Said said = explain("shop");

        assertThat(said.out())
                .contains("dev.tekton.event.taskrun.started.v1  shop/build-compile\n"
                        + "  ends: filtered by outcomes: \"success\" (its outcome is not set)\n");
    }

    @Test
    void a_filter_says_its_line_its_words_and_the_value_that_it_saw() {
        Said said = explain("pay");

        assertThat(said.out())
                .contains(
                        "  ends: filtered by step filter at line 8: \"${header.CamelCloudEventNamespace} == '{{team}}'\""
                                + " (header.CamelCloudEventNamespace is \"shop\")\n");
    }

    @Test
    void programs_get_all_of_it_as_json() throws IOException {
        Said said = explain("shop", "--output", "json");

        JsonNode events = new ObjectMapper().readTree(said.out());
        JsonNode last = events.get(events.size() - 1);
        assertThat(last.at("/event/type").asText()).isEqualTo("dev.tekton.event.taskrun.successful.v1");
        assertThat(last.at("/subscriptions/0/verdict").asText()).isEqualTo("sent");
        assertThat(last.at("/subscriptions/0/requests/0/line").asInt()).isEqualTo(11);
        assertThat(last.at("/subscriptions/0/requests/0/body/taskRun/metadata/name")
                        .asText())
                .isEqualTo("build-compile");
    }

    @Test
    void an_unknown_subscription_is_named_with_those_that_run() {
        Said said = explain("shop", "--subscription", "end");

        assertThat(said.code()).isEqualTo(2);
    }

    @Test
    void a_file_without_its_option_is_no_name_of_a_run_and_the_command_is_named() {
        CommandOutput said = CommandOutput.of("explain", RUN_IN_A_FOLDER);

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("is a file", "courier explain --run " + RUN_IN_A_FOLDER + " --sinks FOLDER");
    }

    private Said explain(String team, String... more) {
        String[] fixed = {
            "explain",
            "--run",
            RUN,
            "--sinks",
            folder.toString(),
            "--set",
            "team=" + team,
            "--set",
            "ends.url=https://canary-host.example.com/canary-path",
            "--set",
            "ends.token=canary-token"
        };
        String[] args = java.util.stream.Stream.concat(java.util.Arrays.stream(fixed), java.util.Arrays.stream(more))
                .toArray(String[]::new);
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            return new Said(Courier.execute(args), out.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(before);
        }
    }
}
