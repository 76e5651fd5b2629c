package io.github.tektoncourier.cli;

import io.github.tektoncourier.Settings;
import io.github.tektoncourier.StartException;
import io.github.tektoncourier.routes.check.file.Problem;
import io.github.tektoncourier.sinktest.JunitReport;
import io.github.tektoncourier.sinktest.Mismatch;
import io.github.tektoncourier.sinktest.SinkTestFile;
import io.github.tektoncourier.sinktest.TestedFile;
import io.github.tektoncourier.text.LogText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code courier test}: whether sink files send what their tests expect. */
@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        description =
                "Runs the tests of sink files: which runs go in, what must come out and what must not. Needs no cluster and"
                        + " sends nothing.",
        footerHeading = "%n",
        footer = {
            "Tests of NAME.camel.yaml stand beside it in NAME.test.yaml; docs/sinks.md says how to write them.",
            "",
            "  courier test sinks",
            "  courier test --junit target/sinks.xml sinks/team-a.test.yaml",
            "",
            "Exit 1: a test failed, or a file has a mistake. Exit 2: there is no test."
        })
final class SinkTestCommand implements Callable<Integer> {

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    @Option(names = "--junit", paramLabel = "FILE", description = "Writes the results as JUnit XML, too.")
    private @Nullable Path junit;

    @Parameters(
            paramLabel = "PATH",
            arity = "0..*",
            description = "Files of tests, and folders to look for them; without one, courier.sinks.")
    private List<Path> paths = List.of();

    @Override
    public Integer call() {
        Settings settings = options.load(Map.of());
        List<Path> wanted = paths.isEmpty() ? List.of(settings.path("courier.sinks")) : paths;
        List<Path> files = SinkTestFiles.find(wanted);
        if (files.isEmpty()) {
            throw StartException.wrongUse("There is no file of tests (*" + SinkTestFile.ENDING + ") in "
                    + String.join(", ", wanted.stream().map(Path::toString).toList())
                    + ", so nothing was tested. Write one beside a sink file.");
        }
        List<TestedFile> results = new ArrayList<>();
        try (SinkTestRun run = new SinkTestRun(under -> options.load(under, Map.of()))) {
            for (Path file : files) {
                TestedFile result = run.run(file);
                print(result);
                results.add(result);
            }
        }
        System.out.flush();
        if (junit != null) {
            write(junit, JunitReport.of(results));
        }
        return summary(results);
    }

    private static void print(TestedFile result) {
        result.problems().forEach(problem -> line(problem.toString()));
        long failed = result.failed();
        int all = result.tests().size();
        if (result.problems().isEmpty()) {
            line(result.path() + ": " + (failed == 0 ? all + " passed" : failed + " of " + all + " failed"));
        }
        for (TestedFile.Tested tested : result.tests()) {
            for (Mismatch one : tested.mismatches()) {
                line(new Problem(
                                result.path().toString(),
                                one.line(),
                                LogText.quoted(tested.test().name()) + ": " + one.what())
                        .toString());
                one.details().forEach(detail -> line("    " + detail));
            }
        }
    }

    /** What runs and routes say may hold anything. */
    private static void line(String text) {
        System.out.println(LogText.shown(text.replaceAll("\\R", " ")));
    }

    private static int summary(List<TestedFile> results) {
        long tests = results.stream().mapToLong(file -> file.tests().size()).sum();
        long failed = results.stream().mapToLong(TestedFile::failed).sum();
        long broken =
                results.stream().filter(file -> !file.problems().isEmpty()).count();
        System.err.println("courier: " + counted(results.size(), "file") + ", " + counted(tests, "test") + ": "
                + (tests - failed) + " passed, " + failed + " failed"
                + (broken == 0 ? "" : "; not tested, because of mistakes: " + counted(broken, "file")));
        return failed == 0 && broken == 0 ? 0 : 1;
    }

    private static String counted(long number, String word) {
        return number + " " + word + (number == 1 ? "" : "s");
    }

    private static void write(Path file, String xml) {
        try {
            if (file.getParent() != null) {
                Files.createDirectories(file.getParent());
            }
            Files.writeString(file, xml);
        } catch (IOException e) {
            throw StartException.environment(
                    "The report " + file + " cannot be written: " + LogText.reason(e) + ". Give --junit another file.");
        }
    }
}
