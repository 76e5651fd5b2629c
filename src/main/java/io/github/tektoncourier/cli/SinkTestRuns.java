package io.github.tektoncourier.cli;

import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.sinktest.Recordings;
import io.github.tektoncourier.sinktest.RunSource;
import io.github.tektoncourier.text.LogText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the runs that go into a test. */
final class SinkTestRuns {

    private final Consumer<String> problems;

    /** @param problems takes what is no run, and why */
    SinkTestRuns(Consumer<String> problems) {
        this.problems = problems;
    }

    /** The runs, each in every state that is given, in order. */
    List<Run> read(RunSource source) {
        List<Run> runs = new ArrayList<>();
        if (source instanceof RunSource.Inline inline) {
            inline.runs().forEach(node -> inline(node, runs));
        } else if (source instanceof RunSource.InFiles files) {
            RunFiles reader = new RunFiles(problems);
            for (Path file : files.files()) {
                reader.read(file.toString(), (name, run) -> runs.add(run));
            }
        } else if (source instanceof RunSource.Recorded recorded) {
            new RunFile(runs::add, problem -> problems.accept(recorded.name() + ": " + problem))
                    .read(Recordings.read(recorded.name()));
        }
        return runs;
    }

    private void inline(Node node, List<Run> runs) {
        try {
            new RunFile(runs::add, problem -> problems.accept("the run: " + problem.replaceFirst("^document 1: ", "")))
                    .read(YamlDocuments.json(node));
        } catch (IllegalArgumentException e) {
            problems.accept("the run cannot be read: " + LogText.line(e.getMessage()) + ".");
        }
    }
}
