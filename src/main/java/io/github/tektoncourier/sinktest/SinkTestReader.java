package io.github.tektoncourier.sinktest;

import io.github.tektoncourier.filter.Globs;
import io.github.tektoncourier.routes.check.file.EventVocabulary;
import io.github.tektoncourier.routes.check.file.Problem;
import io.github.tektoncourier.routes.check.file.RouteFile;
import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.text.Nearest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads a file of tests; nothing in it that has no effect is accepted. */
public final class SinkTestReader {

    static final Set<String> FILE = Set.of("set", "sinks", "tests");
    static final Set<String> TEST =
            Set.of("name", "run", "runs", "file", "recording", "only", "expect", "order", "others", "never");
    static final List<String> ORDERS = List.of("kept", "any");
    static final List<String> OTHERS = List.of("refused", "allowed");
    private static final List<String> SOURCES = List.of("run", "runs", "file", "recording");

    private final Path path;
    private final Section.Problems problems;
    private final ExpectationReader expectations;
    private final Set<String> names = new HashSet<>();

    private SinkTestReader(Path path) {
        this.path = path;
        this.problems = new Section.Problems(path.toString(), new ArrayList<>());
        this.expectations = new ExpectationReader(problems);
    }

    /**
     * What was read.
     *
     * @param problems what is wrong; the file is of use only without
     */
    public record Result(SinkTestFile file, List<Problem> problems) {}

    /**
     * Reads the YAML of a file.
     *
     * @param path which ends in {@link SinkTestFile#ENDING}
     */
    public static Result read(Path path, Node root) {
        SinkTestReader reader = new SinkTestReader(path);
        try {
            return new Result(reader.file(root), reader.problems.found());
        } catch (StackOverflowError e) { // from aliases, which are the user's to choose
            reader.problems.add(1, "An alias names itself, or the file nests too deeply. Mend it.");
            return new Result(reader.empty(), reader.problems.found());
        }
    }

    private SinkTestFile empty() {
        return new SinkTestFile(path, Map.of(), 1, List.of(), 1, List.of());
    }

    private SinkTestFile file(Node root) {
        Section file = new Section(root, "a test file", FILE, problems);
        List<SinkTest> tests = file.list("tests").stream().map(this::test).toList();
        if (tests.isEmpty() && problems.found().isEmpty()) {
            problems.add(
                    file.line("tests"),
                    "The file has no test, so nothing would be tested. Write tests: and below it a list of"
                            + " \"- name: …\".");
        }
        return new SinkTestFile(path, set(file), file.line("set"), sinks(file), file.line("sinks"), tests);
    }

    private Map<String, String> set(Section file) {
        Map<String, String> set = new LinkedHashMap<>();
        file.node("set").ifPresent(node -> {
            Section values = new Section(node, "set", Set.of(), problems);
            for (String key : values.names()) {
                if (key.startsWith("camel.")) {
                    problems.add(
                            values.line(key),
                            key + " counts for the whole program, not for one file. Give it by --set on the command"
                                    + " line.");
                }
                values.text(key).ifPresent(value -> set.put(key, value.text()));
            }
        });
        return set;
    }

    private List<Path> sinks(Section file) {
        List<String> given = file.texts("sinks");
        if (given.isEmpty() && !file.has("sinks")) {
            String name = path.getFileName().toString();
            String plain = name.substring(0, Math.max(0, name.length() - SinkTestFile.ENDING.length()));
            given = List.of(plain + RouteFile.ENDING);
        }
        List<Path> sinks = new ArrayList<>();
        for (String one : given) {
            Path sink = path.resolveSibling(one).normalize();
            if (!Files.exists(sink)) {
                problems.add(
                        file.line("sinks"),
                        file.has("sinks")
                                ? "There is no " + LogText.quoted(one) + " beside this file. Check the path."
                                : "There is no " + one + " beside this file. Name the sink file by sinks: FILE.");
            } else if (!one.endsWith(RouteFile.ENDING)) {
                problems.add(file.line("sinks"), LogText.quoted(one) + " does not end in " + RouteFile.ENDING + ".");
            }
            sinks.add(sink);
        }
        return sinks;
    }

    private SinkTest test(Node node) {
        Section test = new Section(node, "a test", TEST, problems);
        String name = test.text("name").map(ExpectedSend.Located::text).orElse("");
        if (name.isBlank() && !test.has("name")) {
            problems.add(test.line(), "The test has no name. Add name: and what it shows, in a sentence.");
        } else if (!names.add(name)) {
            problems.add(test.line("name"), "Another test has the name " + LogText.quoted(name) + ". Change one.");
        }
        boolean nothing = test.node("expect").filter(SinkTestReader::isNothing).isPresent();
        List<ExpectedSend> expected = nothing
                ? List.of()
                : test.list("expect").stream().map(expectations::expected).toList();
        List<ExpectedSend> never =
                test.list("never").stream().map(expectations::never).toList();
        boolean others = test.word("others", OTHERS).equals("allowed");
        boolean some = nothing || !expected.isEmpty();
        if (!some && never.isEmpty()) {
            problems.add(
                    test.line(),
                    "The test expects nothing, so it could not fail. Add expect: with a list of requests, or"
                            + " expect: nothing if none may come.");
        } else if (nothing && others) {
            problems.add(test.line("others"), "expect: nothing and others: allowed exclude each other. Remove one.");
        }
        return new SinkTest(
                name,
                test.line(),
                runs(test),
                Globs.of(String.join(",", types(test, "only", problems))),
                expected,
                test.word("order", ORDERS).equals("kept"),
                others || !some,
                never);
    }

    private static boolean isNothing(Node node) {
        return node instanceof ScalarNode scalar && scalar.getValue().equals("nothing");
    }

    private RunSource runs(Section test) {
        List<String> given = SOURCES.stream().filter(test::has).toList();
        if (given.size() != 1) {
            problems.add(
                    test.line(),
                    given.isEmpty()
                            ? "The test has no run. Add one of: run, runs, file, recording."
                            : "The test has " + String.join(" and ", given) + ". Keep one.");
        }
        String key = given.isEmpty() ? "runs" : given.get(0);
        int line = test.line(key);
        return switch (key) {
            case "run" -> new RunSource.Inline(line, test.node(key).stream().toList());
            case "runs" -> new RunSource.Inline(line, test.list(key));
            case "file" ->
                new RunSource.InFiles(
                        line, test.texts(key).stream().map(path::resolveSibling).toList());
            default -> recording(test, line);
        };
    }

    private RunSource recording(Section test, int line) {
        String name = test.text("recording").map(ExpectedSend.Located::text).orElse("");
        if (!name.isEmpty() && !Recordings.NAMES.contains(name)) {
            problems.add(
                    line,
                    "There is no recording " + LogText.quoted(name) + "." + Nearest.hint(name, Recordings.NAMES)
                            + " There are: " + String.join(", ", Recordings.NAMES) + ".");
        }
        return new RunSource.Recorded(line, name);
    }

    /** Globs of types; one that no event can have would make a test pass for ever. */
    static List<String> types(Section of, String key, Section.Problems problems) {
        List<String> globs = of.texts(key).stream()
                .flatMap(text -> List.of(text.split(",", -1)).stream())
                .map(String::strip)
                .toList();
        for (String glob : globs) {
            if (glob.isEmpty() || EventVocabulary.TYPES.stream().noneMatch(Globs.of(glob)::matches)) {
                problems.add(
                        of.line(key),
                        key + ": " + LogText.quoted(glob) + " matches no type of event."
                                + EventVocabulary.hint(glob, EventVocabulary.TYPES)
                                + " Write it like dev.tekton.event.taskrun.failed.v1 or *.failed.v1.");
            }
        }
        return globs;
    }

    /** Whether a node says that there is none. */
    static boolean isNull(Node node) {
        return node instanceof ScalarNode && node.getTag().equals(Tag.NULL);
    }
}
