package io.github.tektoncourier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user's own Slack message is seen before it is sent: by {@code courier test} and by {@code courier explain}. */
class TemplatePreviewTest {

    private static final String SINK =
            """
            - route:
                id: own
                from:
                  uri: kamelet:tekton-events-source
                  parameters: { subscription: own, outcomes: failure }
                  steps:
                    - to:
                        uri: kamelet:tekton-slack-sink
                        parameters:
                          token: "{{slack.token}}"
                          channel: C0123456789
                          template: |-
                            [{type: "section", text: "own: \\(.name) \\(.state) <!here>"}]
                            + [.failed[] | {type: "section", text: "step \\(.step), exit code \\(.exitCode): \\(.message)"}]
            """;
    private static final String RUN =
            """
            {"apiVersion":"tekton.dev/v1","kind":"TaskRun","metadata":{"name":"build-1","namespace":"ci","uid":"u1"},
             "status":{"completionTime":"2026-01-05T10:05:00Z",
             "steps":[{"name":"compile","container":"step-compile","terminated":{"exitCode":3,"reason":"Error"}}],
             "conditions":[{"type":"Succeeded","status":"False","reason":"Failed","message":"<!channel> broke",
             "lastTransitionTime":"2026-01-05T10:05:00Z"}]}}
            """;
    private static final String TESTS =
            """
            set: { slack.token: xoxb-of-the-test }
            tests:
              - name: the message is the team's own
                file: run.json
                expect:
                  - address: https://slack.com/api/chat.postMessage
                    bodyContains:
                      channel: C0123456789
                      blocks:
                        - text: { text: "%s" }
                        - text: { text: "step compile, exit code 3: &lt;!channel&gt; broke" }
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("own.camel.yaml"), SINK);
        Files.writeString(folder.resolve("run.json"), RUN);
    }

    @Test
    void a_test_holds_the_blocks_that_the_template_makes_against_those_expected() throws IOException {
        Files.writeString(folder.resolve("own.test.yaml"), TESTS.formatted("own: build-1 failed &lt;!here&gt;"));

        CommandOutput said = CommandOutput.of("test", folder.toString());

        assertThat(said.out()).contains("own.test.yaml: 1 passed");
        assertThat(said.code()).isZero();
    }

    @Test
    void a_test_that_expects_another_message_fails() throws IOException {
        Files.writeString(folder.resolve("own.test.yaml"), TESTS.formatted("own: build-1 succeeded"));

        CommandOutput said = CommandOutput.of("test", folder.toString());

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.out() + said.err())
                .contains("own: build-1 failed &lt;!here&gt;")
                .doesNotContain("xoxb-of-the-test");
    }

    @Test
    void explain_shows_the_message_and_no_mention_in_it() {
        CommandOutput said = CommandOutput.of(
                "explain",
                "--sinks",
                folder.toString(),
                "--run",
                folder.resolve("run.json").toString(),
                "--set",
                "slack.token=xoxb-of-the-command");

        assertThat(said.out())
                .contains("POST channel C0123456789")
                .contains("own: build-1 failed &lt;!here&gt;")
                .contains("step compile, exit code 3: &lt;!channel&gt; broke")
                .doesNotContain("<!here>", "<!channel>", "xoxb-of-the-command");
    }
}
