package io.github.tektoncourier.sinktest;

import io.github.tektoncourier.routes.check.file.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What the tests of one file found.
 *
 * @param problems what is wrong with the file of tests, or with a sink file; then no test ran
 * @param tests those that ran
 */
public record TestedFile(Path path, List<Problem> problems, List<Tested> tests) {

    /**
     * What one test found.
     *
     * @param mismatches none where it passed
     */
    public record Tested(SinkTest test, List<Mismatch> mismatches, Duration time) {

        /** Whether all is as expected. */
        public boolean passed() {
            return mismatches.isEmpty();
        }
    }

    /** How many tests did not pass. */
    public long failed() {
        return tests.stream().filter(test -> !test.passed()).count();
    }

    /** Whether all of them ran and passed. */
    public boolean passed() {
        return problems.isEmpty() && failed() == 0;
    }
}
