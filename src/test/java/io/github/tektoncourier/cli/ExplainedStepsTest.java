package io.github.tektoncourier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which step and which address of its file a request is told with, in every spelling of steps. */
class ExplainedStepsTest {

    private static final String HEAD =
            """
            - route:
                id: steps
                from:
                  uri: kamelet:tekton-events-source
                  parameters: { subscription: steps, outcomes: success }
                  steps:
            """;

    @TempDir
    private Path folder;

    @Test
    void a_step_of_one_line_has_its_own_line_and_its_literal_address() throws IOException {
        String said = explained(
                """
                    - log: "one"
                    - to: log:x
                    - to: { uri: "log:y" }
                    - toD: "file:out?fileName=${header.CamelCloudEventNamespace}.json"
                    - to: https://host.example.com/hook?plain=words&token=canary-token
                    - to: { uri: "https://host.example.com/{{path}}" }
                """);

        assertThat(said)
                .contains("send log:x   (to, line 8)\n")
                .contains("send log:y   (to, line 9)\n")
                .contains("send file:out?fileName=shop.json   (toD, line 10)\n")
                .contains("GET https://host.example.com/hook?plain=words&token=***   (to, line 11)\n")
                .contains("POST https://host.example.com/{{path}}   (to, line 12)\n")
                .doesNotContain("canary");
    }

    /** Camel takes the steps behind kamelet into that step, and a multicast or split failed there for ever. */
    @Test
    void a_kamelet_step_harms_none_of_those_behind_it() throws IOException {
        String said = explained(
                """
                    - kamelet:
                        name: cloudevents-http-sink
                        parameters: { url: "https://named.example.com/hook" }
                    - kamelet: tekton-format-action?format=tektonv1
                    - multicast:
                        steps:
                          - to: log:left
                          - to: { uri: "log:right" }
                    - split:
                        tokenize: "nothing-that-a-run-has"
                        steps: [ { to: "log:split" } ]
                """);

        assertThat(said)
                .contains("POST https://named.example.com/hook   (kamelet:cloudevents-http-sink, line 7)\n")
                .contains("send log:left   (to, line 13)\n", "send log:right   (to, line 14)\n")
                .contains("send log:split   (to, line 17)\n")
                .doesNotContain("fails");
    }

    @Test
    void steps_in_steps_have_theirs() throws IOException {
        String said = explained(
                """
                    - choice:
                        otherwise:
                          steps: [ { to: "log:otherwise" } ]
                        when:
                          - simple: "${header.CamelCloudEventNamespace} == 'shop'"
                            steps:
                              - choice:
                                  when:
                                    - simple: "${header.CamelCloudEventKind} == 'taskrun'"
                                      steps:
                                        - to: log:inner
                    - multicast:
                        parallelProcessing: true
                        steps:
                          - to: log:left
                          - to: { uri: "log:right" }
                    - split:
                        tokenize: "nothing-that-a-run-has"
                        steps: [ { to: "log:split" } ]
                    - loop:
                        constant: 2
                        steps:
                          - to: log:loop
                    - recipientList:
                        simple: "log:a,log:b"
                    - routingSlip:
                        constant: "log:slip"
                    - enrich:
                        constant: https://asked.example.com/q
                    - loadBalance:
                        failoverLoadBalancer: {}
                        steps:
                          - to: log:first
                          - to: log:second
                    - kamelet:
                        name: cloudevents-http-sink
                        parameters: { url: "https://named.example.com/hook" }
                    - to: kamelet:cloudevents-http-sink?url=https://inline.example.com/hook
                """);

        assertThat(said.lines().filter(line -> line.contains(", line ")).map(String::strip))
                .satisfiesOnlyOnce(line -> assertThat(line).isEqualTo("send log:left   (to, line 21)"))
                .satisfiesOnlyOnce(line -> assertThat(line).isEqualTo("send log:right   (to, line 22)"))
                .filteredOn(line -> !line.contains("log:left") && !line.contains("log:right"))
                .containsExactly(
                        "send log:inner   (to, line 17)",
                        "send log:split   (to, line 25)",
                        "send log:loop   (to, line 29)",
                        "send log:loop   (to, line 29)",
                        "send log://a   (recipientList, line 30)",
                        "send log://b   (recipientList, line 30)",
                        "send log:slip   (routingSlip, line 32)",
                        "POST https://asked.example.com/q   (enrich, line 34)",
                        "send log:first   (to, line 39)",
                        "POST https://named.example.com/hook   (kamelet:cloudevents-http-sink, line 41)",
                        "POST https://inline.example.com/hook   (to kamelet:cloudevents-http-sink, line 44)");
    }

    @Test
    void a_choice_a_stop_and_a_format_say_that_they_let_nothing_through() throws IOException {
        String choice = explained(
                """
                    - choice:
                        when:
                          - simple: "${header.CamelCloudEventNamespace} == 'pay'"
                            steps:
                              - to: log:pay
                """);
        String stop = explained(
                """
                    - filter:
                        simple: "${header.CamelCloudEventNamespace} == 'shop'"
                        steps:
                          - stop: {}
                    - to: log:x
                """);
        String format = explained(
                """
                    - to: { uri: "kamelet:tekton-format-action", parameters: { format: cdevents } }
                    - to: { uri: "kamelet:cloudevents-http-sink", parameters: { url: "https://cd.example.com/" } }
                """,
                "types: \"*\"");
        String nothing = explained(
                """
                    - to: { uri: "kamelet:http-json-sink", parameters: { url: "https://cd.example.com/", body: empty } }
                """);

        assertThat(nothing).contains("filtered by step to at line 7: nothing is sent by it or behind it");
        assertThat(choice)
                .contains("filtered by step choice at line 7: no branch takes it"
                        + " (header.CamelCloudEventNamespace is \"shop\")");
        assertThat(stop).contains("filtered by step stop at line 10");
        assertThat(format).contains("filtered by step to at line 7: the format \"cdevents\" has no such event");
    }

    @Test
    void a_route_of_another_file_is_told_with_its_own_line() throws IOException {
        Files.writeString(
                folder.resolve("shared.camel.yaml"),
                """
                - route:
                    id: shared
                    from:
                      uri: direct:shared
                      steps:
                        - to: log:shared
                """);

        String said = explained("    - to: direct:shared\n    - to: log:own\n");

        assertThat(said).contains("send log:shared   (to, line 6)", "send log:own   (to, line 8)");
    }

    private String explained(String steps) throws IOException {
        return explained(steps, "outcomes: success");
    }

    private String explained(String steps, String clause) throws IOException {
        Files.writeString(
                folder.resolve("steps.camel.yaml"),
                HEAD.replace("outcomes: success", clause) + steps.indent(2).replace("\n\n", "\n"));
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            Courier.execute(
                    "explain",
                    "--run",
                    "src/test/resources/runs/taskrun-retried.json",
                    "--sinks",
                    folder.toString(),
                    "--set",
                    "path=canary-path");
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
