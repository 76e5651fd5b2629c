package io.github.tektoncourier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs, files and options that are hostile or wrong. */
class ExplainAttackTest {

    private static final String HOSTILE =
            "q\\\"{{attack.token}} ${env:HOME} \\u001b[31m\\nPOST https://evil.example.com/";

    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.createDirectory(folder.resolve("sinks"));
        sink(
                "attack",
                """
                        - setHeader: { name: X-Api-Key, constant: "{{attack.key}}" }
                        - setHeader: { name: X-Message, jsonpath: { expression: "$.taskRun.status.conditions[0].message", suppressExceptions: true } }
                        - to: "https://host.example.com/{{attack.path}}?token={{attack.token}}"
                        - to:
                            uri: kamelet:cloudevents-http-sink
                            parameters: { url: "{{attack.url}}", username: me, password: "{{attack.password}}" }
                        - setBody: { simple: "said ${header.X-Message} {{attack.token}}" }
                        - to: "file:out?fileName=x"
                """);
        run("message", HOSTILE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "json"})
    void no_secret_is_told_and_no_value_of_a_run_steers_the_terminal(String form) {
        CommandOutput said = explain("--output", form);

        assertThat(said.code()).as(said.err()).isZero();
        assertThat(said.out() + said.err()).doesNotContain("canary").doesNotContain("\u001b");
        assertThat(said.out().lines()).noneMatch(line -> line.matches(" {0,5}POST https://evil.*"));
        assertThat(said.out()).contains("***").contains("{{attack.token}}");
    }

    @Test
    void a_run_of_megabytes_is_told_whole_to_programs_and_cut_for_people() throws IOException {
        run("big", "x".repeat(1_400_000));

        CommandOutput text = explain();
        CommandOutput json = explain("--output", "json");

        assertThat(text.out().length()).isLessThan(60_000);
        assertThat(text.out()).contains(" bytes; --output json has them all)");
        JsonNode events = new ObjectMapper().readTree(json.out());
        assertThat(events.toString()).contains("x".repeat(1_400_000));
    }

    @Test
    void standard_input_is_read() throws IOException {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(Files.readAllBytes(folder.resolve("run.json"))));
        CommandOutput said;
        try {
            said = explainFile("-");
        } finally {
            System.setIn(before);
        }

        assertThat(said.code()).isZero();
        assertThat(said.out()).contains("taskrun.failed.v1");
    }

    @Test
    void what_is_no_run_is_named_and_the_rest_is_told() throws IOException {
        Files.writeString(folder.resolve("pod.yaml"), "apiVersion: v1\nkind: Pod\nmetadata: { name: x }\n");

        CommandOutput said = explain("--run", folder.resolve("pod.yaml").toString());

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.err()).contains("pod.yaml: document 1: is a \"Pod\"", "expected a TaskRun");
        assertThat(said.out()).contains("attack: sent");
    }

    @Test
    void a_refused_file_is_named_and_the_others_are_told() throws IOException {
        sink("bad", "        - to: \"{{bad.url}}\"\n");

        CommandOutput said = explain();

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.err())
                .contains(
                        "bad.camel.yaml:7: The placeholder {{bad.url}} has no value. Set it with --set bad.url=VALUE");
        assertThat(said.out()).contains("attack: sent").doesNotContain("bad: ");
    }

    @Test
    void a_route_that_begins_with_something_else_is_named_and_does_not_run() throws IOException {
        Files.writeString(
                folder.resolve("sinks/tick.camel.yaml"),
                "- route: { id: tick, from: { uri: \"timer:t?delay=0&period=1\", steps: [ { to: \"log:ticked\" } ] } }\n");

        CommandOutput said = explain();

        assertThat(said.code()).as(said.err()).isZero();
        assertThat(said.err())
                .contains("tick.camel.yaml: a route does not begin with kamelet:tekton-events-source. It did not run");
        assertThat(said.out()).contains("attack: sent").doesNotContain("ticked");
    }

    @Test
    void an_empty_folder_and_a_missing_one_say_what_to_do() throws IOException {
        Files.createDirectory(folder.resolve("empty"));

        CommandOutput empty = CommandOutput.of(
                "explain", "--run", folder.resolve("run.json").toString(), "--sinks", folder.resolve("empty") + "");
        CommandOutput missing = CommandOutput.of(
                "explain", "--run", folder.resolve("run.json").toString(), "--sinks", folder.resolve("none") + "");

        assertThat(empty.code()).isZero();
        assertThat(empty.err()).contains("No file subscribes to anything");
        assertThat(missing.code()).isEqualTo(2);
        assertThat(missing.err()).contains("none: there is no such file or folder. Name it by --sinks.");
    }

    private CommandOutput explain(String... more) {
        return explainFile(folder.resolve("run.json").toString(), more);
    }

    private CommandOutput explainFile(String run, String... more) {
        String[] fixed = {
            "explain",
            "--run",
            run,
            "--sinks",
            folder.resolve("sinks").toString(),
            "--set",
            "attack.url=https://canary-host.example.com/canary-path",
            "--set",
            "attack.token=canary-token",
            "--set",
            "attack.key=canary-api-key",
            "--set",
            "attack.path=canary-segment",
            "--set",
            "attack.password=canary-password"
        };
        return CommandOutput.of(
                java.util.stream.Stream.concat(java.util.Arrays.stream(fixed), java.util.Arrays.stream(more))
                        .toArray(String[]::new));
    }

    private void sink(String name, String steps) throws IOException {
        Files.writeString(
                folder.resolve("sinks/" + name + ".camel.yaml"),
                """
                - route:
                    id: %1$s
                    from:
                      uri: kamelet:tekton-events-source
                      parameters: { subscription: %1$s, outcomes: failure, kinds: taskrun }
                      steps:
                """
                                .formatted(name)
                        + steps);
    }

    private void run(String annotation, String value) throws IOException {
        Files.writeString(
                folder.resolve("run.json"),
                """
                {"apiVersion":"tekton.dev/v1","kind":"TaskRun","metadata":{"name":"build-1","namespace":"shop",\
                "uid":"5c1f0b52-0000-4000-8000-000000000001","creationTimestamp":"2026-11-30T08:00:00Z",\
                "annotations":{"%s":"%s"}},"status":{"startTime":"2026-11-30T08:00:00Z",\
                "completionTime":"2026-11-30T08:00:09Z","conditions":[{"type":"Succeeded","status":"False",\
                "reason":"Failed","message":"%s","lastTransitionTime":"2026-11-30T08:00:09Z"}]}}
                """
                        .formatted(annotation, value, value.length() > 1000 ? "big" : value));
    }
}
