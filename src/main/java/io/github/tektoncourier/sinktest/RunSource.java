package io.github.tektoncourier.sinktest;

import java.nio.file.Path;
import java.util.List;
import org.snakeyaml.engine.v2.nodes.Node;

/** Where the runs of a test come from. */
public sealed interface RunSource {

    /** Line of the test's file that says so. */
    int line();

    /** They stand in the test. */
    record Inline(int line, List<Node> runs) implements RunSource {}

    /** They stand in files. */
    record InFiles(int line, List<Path> files) implements RunSource {}

    /** A recording that ships with the courier. */
    record Recorded(int line, String name) implements RunSource {}
}
