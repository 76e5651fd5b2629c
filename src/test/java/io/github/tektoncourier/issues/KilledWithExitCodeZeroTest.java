package io.github.tektoncourier.issues;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.moment.Moment;
import io.github.tektoncourier.moment.Moments;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.RunReader;
import io.github.tektoncourier.run.Scope;
import io.github.tektoncourier.run.Step;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A container that was killed may say exit code 0 (tektoncd/pipeline#1806): its step failed, and no step behind it started. */
class KilledWithExitCodeZeroTest {

    @ParameterizedTest
    @ValueSource(strings = {"OOMKilled", "Evicted", "ContainerStatusUnknown"})
    void a_killed_step_failed_and_nothing_behind_it_started(String reason) {
        Run run = run(reason);

        List<String> ids = new Moments()
                        .moments(Change.ofRun(new Scope("", "files", "", ""), Change.Type.LISTED, false, run))
                        .moments()
                        .stream()
                        .map(Moment::key)
                        .toList();

        assertThat(ids).anyMatch(id -> id.contains("stepstarted") && id.endsWith("compile"));
        assertThat(ids).noneMatch(id -> id.contains("stepstarted") && id.endsWith("push"));
        assertThat(run.current().steps().stream().filter(Step::failed).findFirst())
                .map(Step::name)
                .hasValue("compile");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Completed", ""})
    void a_step_that_did_its_work_lets_the_next_one_start(String reason) {
        Run run = run(reason);

        assertThat(run.current().steps().get(1).failed()).isFalse();
        assertThat(run.current().steps().get(1).goesOn()).isTrue();
    }

    private static Run run(String reason) {
        String json =
                """
                {"kind":"TaskRun","metadata":{"name":"bake","namespace":"ci","uid":"u1","creationTimestamp":"2026-11-20T09:00:00Z"},
                 "status":{"startTime":"2026-11-20T09:00:00Z","steps":[
                  {"name":"fetch","terminated":{"exitCode":0,"reason":"Completed","startedAt":"2026-11-20T09:00:08Z","finishedAt":"2026-11-20T09:00:30Z"}},
                  {"name":"compile","terminated":{"exitCode":0,"reason":"REASON","startedAt":"2026-11-20T09:00:08Z","finishedAt":"2026-11-20T09:03:00Z"}},
                  {"name":"push","terminated":{"exitCode":1,"reason":"Error","startedAt":"2026-11-20T09:00:08Z","finishedAt":"2026-11-20T09:03:05Z"}}]}}
                """
                        .replace("REASON", reason);
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return RunReader.readFile(RunKind.TASK_RUN, bytes, 0, bytes.length);
    }
}
