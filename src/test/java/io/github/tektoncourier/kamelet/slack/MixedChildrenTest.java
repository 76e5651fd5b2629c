package io.github.tektoncourier.kamelet.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.tektoncourier.cloudevent.format.RunLink;
import io.github.tektoncourier.kamelet.EventData;
import io.github.tektoncourier.run.Run;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The message about a PipelineRun names those children that made it fail, each by the name that tells it apart. */
class MixedChildrenTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void a_cancelled_child_is_no_culprit_and_those_of_a_matrix_are_told_apart() throws IOException {
        List<Run> children = List.of(
                child("mix-approve", "approve", "ApprovalCanceled", "[]"),
                child("mix-pull", "pull", "TaskRunImagePullFailed", "[]"),
                child(
                        "mix-p-0",
                        "platforms",
                        "Failed",
                        "[{\"name\":\"a\",\"terminated\":{\"exitCode\":0,\"reason\":\"OOMKilled\"}}]"),
                child(
                        "mix-p-1",
                        "platforms",
                        "Failed",
                        "[{\"name\":\"a\",\"terminated\":{\"exitCode\":1,\"reason\":\"Error\"}}]"));

        String message = JSON.writeValueAsString(message(children));

        assertThat(culprits(children)).containsExactly("mix-pull", "mix-p-0", "mix-p-1");
        assertThat(message)
                .contains("Platforms: linux")
                .contains("Platforms: mac")
                .contains("OOMKilled")
                .contains("exit code 1")
                .doesNotContain("exit code 0")
                .doesNotContain("null");
    }

    private static List<String> culprits(List<Run> children) throws IOException {
        return story(children).culprits().stream().map(Run::name).toList();
    }

    private static SlackMessage message(List<Run> children) throws IOException {
        return new SlackLayout(new RunLink("")).write(story(children), null);
    }

    private static SlackStory story(List<Run> children) throws IOException {
        JsonNode run = JSON.readTree(
                """
                {"pipelineRun":{"apiVersion":"tekton.dev/v1","kind":"PipelineRun",
                 "metadata":{"name":"mix","namespace":"shop","uid":"u0"},
                 "status":{"conditions":[{"type":"Succeeded","status":"False","reason":"Failed","message":null}],
                  "childReferences":[{"name":"mix-p-0","displayName":"Platforms: linux"},
                   {"name":"mix-p-1","displayName":"Platforms: mac"},{"name":"mix-pull","displayName":" "}]}}}
                """);
        EventData data = EventData.read(JSON.writeValueAsBytes(run));
        return new SlackStory(
                Map.of(
                        "type",
                        "dev.tekton.event.pipelinerun.failed.v1",
                        "outcome",
                        "failure",
                        "partitionkey",
                        "u0",
                        "runuid",
                        "u0"),
                data.run().orElseThrow(),
                null,
                new ArrayList<>(children));
    }

    private static Run child(String name, String task, String reason, String steps) throws IOException {
        String json =
                """
                {"apiVersion":"tekton.dev/v1","kind":"TaskRun","metadata":{"name":"NAME","namespace":"shop","uid":"NAME-uid",
                 "labels":{"tekton.dev/pipelineTask":"TASK"}},
                 "status":{"conditions":[{"type":"Succeeded","status":"False","reason":"REASON","message":"m"}],"steps":STEPS}}
                """
                        .replace("NAME", name)
                        .replace("TASK", task)
                        .replace("REASON", reason)
                        .replace("STEPS", steps);
        return EventData.snapshot(json.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .orElseThrow();
    }
}
