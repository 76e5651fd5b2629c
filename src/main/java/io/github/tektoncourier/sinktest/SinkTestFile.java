package io.github.tektoncourier.sinktest;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A file of tests.
 *
 * @param path as the user named it
 * @param set values of placeholders and settings
 * @param setLine line of {@code set}; 1 where there is none
 * @param sinks the files that the tests are about
 * @param sinksLine line of {@code sinks}; 1 where there is none
 * @param tests in the order of the file
 */
public record SinkTestFile(
        Path path, Map<String, String> set, int setLine, List<Path> sinks, int sinksLine, List<SinkTest> tests) {

    /** How the names of such files end. */
    public static final String ENDING = ".test.yaml";
}
