package io.github.tektoncourier.kamelet.slack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.kamelet.EventData;
import io.github.tektoncourier.run.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TaskTableTest {

    @Test
    void a_task_is_a_line_with_its_state_and_time_and_those_that_failed_come_first() {
        List<Run> tasks = List.of(
                task("clone", "True", "Succeeded"),
                task("lint", "False", "TaskRunCancelled"),
                task("unit", "Unknown", "Running"),
                task("e2e", "False", "Failed"),
                task("slow", "False", "TaskRunTimeout"));

        String table = table(tasks, "[{\"name\":\"deploy\",\"reason\":\"stopping\"}]");

        assertThat(table)
                .isEqualTo(
                        """
                        ❌ `e2e` · failed · 1m 5s
                        ⏰ `slow` · timed out · 1m 5s
                        ▶️ `unit` · running
                        🚫 `lint` · was cancelled · 1m 5s
                        ✅ `clone` · succeeded · 1m 5s
                        ⏭️ `deploy` · skipped""");
    }

    @Test
    void a_long_table_shows_each_failed_task_before_it_is_cut() {
        List<Run> tasks = new ArrayList<>();
        for (int n = 0; n < 30; n++) {
            tasks.add(task("task-" + n, n == 29 ? "False" : "True", n == 29 ? "Failed" : "Succeeded"));
        }

        String table = table(tasks, "[]");

        assertThat(table.lines()).hasSize(13);
        assertThat(table).startsWith("❌ `task-29`").endsWith("\n… and 18 more");
    }

    @Test
    void names_that_grow_by_escaping_stay_within_a_section_and_write_no_markup() {
        List<Run> tasks = new ArrayList<>();
        for (int n = 0; n < 30; n++) {
            tasks.add(task("<!channel>\\n*`" + "&".repeat(300), "False", "Failed"));
        }

        String table = table(tasks, "[]");

        assertThat(table)
                .hasSizeLessThanOrEqualTo(3_000)
                .doesNotContain("<", "*`\n")
                .contains("… and 18 more");
        assertThat(table.lines()).hasSize(13);
    }

    private static String table(List<Run> tasks, String skipped) {
        Run run = run("{\"kind\":\"PipelineRun\",\"metadata\":{\"name\":\"p\",\"namespace\":\"ci\",\"uid\":\"p\"},"
                + "\"status\":{\"skippedTasks\":" + skipped + "}}");
        return TaskTable.write(new SlackStory(Map.of(), run, null, tasks)).orElseThrow();
    }

    private static Run task(String name, String status, String reason) {
        return run(
                """
                {"kind":"TaskRun","metadata":{"name":"t","namespace":"ci","uid":"t","labels":{"tekton.dev/pipelineTask":"%s"}},
                 "status":{"startTime":"2026-11-30T10:00:00Z","conditions":[{"type":"Succeeded","status":"%s","reason":"%s",
                 "lastTransitionTime":"2026-11-30T10:01:05Z"}]}}"""
                        .formatted(name, status, reason));
    }

    private static Run run(String json) {
        return EventData.snapshot(json.replaceFirst("\\{", "{\"apiVersion\":\"tekton.dev/v1\",")
                        .getBytes(UTF_8))
                .orElseThrow();
    }
}
