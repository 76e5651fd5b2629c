package io.github.tektoncourier.issues;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.run.Condition;
import io.github.tektoncourier.run.RunOutcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Slack called a child failed that the events called cancelled or unable to run: there were two tables. */
class OneTableOfOutcomesTest {

    @ParameterizedTest
    @CsvSource({
        "True, Succeeded, SUCCESS",
        "True, TaskRunCancelled, SUCCESS",
        "False, Failed, FAILURE",
        "False, ApprovalCanceled, CANCELLED",
        "False, TaskRunCancelled, CANCELLED",
        "False, TaskRunTimeout, TIMEOUT",
        "False, DeployTimedOut, TIMEOUT",
        "False, TaskRunImagePullFailed, ERROR",
        "False, '', FAILURE"
    })
    void a_condition_has_one_outcome(String status, String reason, RunOutcome outcome) {
        assertThat(RunOutcome.of(new Condition(status, reason, "", null))).isEqualTo(outcome);
    }
}
