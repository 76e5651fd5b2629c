package io.github.tektoncourier.kamelet.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.journal.tail.LogTail;
import io.github.tektoncourier.run.Run;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What templates get of a run. */
class StoryJsonTest {

    private final LivingWorld world = new LivingWorld();

    @Test
    void a_template_gets_the_last_lines_of_the_failed_step_escaped() {
        ObjectNode json = story(new LogTail("go", "a <!channel> &\n  ```\nb", ""));

        assertThat(json.at("/failed/0/log").asText()).isEqualTo("a &lt;!channel&gt; &amp;\n  ˋˋˋ\nb");
        assertThat(json.at("/failed/0/logNote").asText()).isEmpty();
    }

    @Test
    void where_there_are_none_it_gets_the_reason() {
        ObjectNode json = story(new LogTail("go", "", "its pod is gone"));

        assertThat(json.at("/failed/0/log").asText()).isEmpty();
        assertThat(json.at("/failed/0/logNote").asText()).isEqualTo("its pod is gone");
    }

    private ObjectNode story(LogTail tail) {
        Run root = world.know(LivingMessageTest.pipelineRun("p1", "False", "Failed"));
        Run failed = world.know(LivingMessageTest.taskRun("t1", "p1", "unit", "False", "Failed"));
        SlackStory story = RootStory.of(world.event("p1", "failed"), root, false)
                .withChildren(List.of(failed))
                .withTails(Map.of("t1", tail));
        return StoryJson.of(story, SlackMessage.of(null, "text", List.of()), "");
    }
}
