package io.github.tektoncourier.routes.check.file;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** Collects what is wrong with one file. */
public final class Findings {

    private final String file;
    private final List<Problem> problems = new ArrayList<>();

    public Findings(String file) {
        this.file = file;
    }

    /** The file is refused for this. */
    public void error(@Nullable Node at, String what) {
        error(YamlNodes.line(at), what);
    }

    /** The file is refused for this. */
    public void error(int line, String what) {
        add(new Problem(file, line, what));
    }

    /** This may be meant so. */
    public void warn(@Nullable Node at, String what) {
        add(Problem.warning(file, YamlNodes.line(at), what));
    }

    /** This may be meant so. */
    public void warn(int line, String what) {
        add(Problem.warning(file, line, what));
    }

    /** Whether something that refuses the file was found in a line. */
    public boolean errorAt(int line) {
        return problems.stream().anyMatch(problem -> problem.error() && problem.line() == line);
    }

    /** What was found, in the order of finding. */
    public List<Problem> all() {
        return List.copyOf(problems);
    }

    private void add(Problem problem) {
        if (!problems.contains(problem)) {
            problems.add(problem);
        }
    }
}
