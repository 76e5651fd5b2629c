package io.github.tektoncourier.sinktest;

import java.util.List;

/**
 * What is not as a test expects.
 *
 * @param line of the test's file that expects it
 * @param what one line
 * @param details lines below it: what is expected, what came
 */
public record Mismatch(int line, String what, List<String> details) {

    /** Without lines below. */
    public Mismatch(int line, String what) {
        this(line, what, List.of());
    }
}
