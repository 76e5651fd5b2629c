package io.github.tektoncourier.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** The files of an image, and how a container engine starts them, without one. */
record ImageTree(Path root) {

    private static final Path IN_ROOT = Path.of("src/test/resources/image/in-root");
    private static final Duration LONG = Duration.ofMinutes(3);

    record Answer(int code, String said) {}

    /** Says why on the console, where a run without options shows it, and ends the test. */
    static void skip(String why) {
        System.err.println(why);
        throw new TestAbortedException(why);
    }

    /** Skips the test on a machine where the tests may not have a root of their own. */
    void assumeItCanBeEntered() throws Exception {
        Answer tried = run(List.of("unshare", "--mount", "--pid", "--fork", "true"));
        if (tried.code != 0) {
            skip("SKIPPED: an image's tree is started by root, with unshare. It said: " + tried.said);
        }
    }

    /** As the user of the image, with nothing to write to but /tmp. */
    Answer run(String user, List<String> command) throws Exception {
        return inRoot("read-only", user, command);
    }

    /** As a RUN line of a Containerfile. */
    Answer build(List<String> command) throws Exception {
        return inRoot(
                "writable",
                "0:0",
                Stream.concat(Stream.of("CLASS_ARCHIVE_OF=short"), command.stream())
                        .toList());
    }

    void copy(Path source, String into) throws Exception {
        Path target = root.resolve(into.substring(1));
        Files.createDirectories(target);
        String from = Files.isDirectory(source) ? source + "/." : source.toString();
        check(run(List.of("cp", "-a", from, target.toString())));
    }

    void unpack(Path layer) throws Exception {
        check(run(List.of("tar", "--warning=no-unknown-keyword", "-xzf", layer.toString(), "-C", root.toString())));
    }

    private Answer inRoot(String mode, String user, List<String> command) throws Exception {
        List<String> all =
                new ArrayList<>(List.of(IN_ROOT.toString(), root.toString(), System.getProperty("java.home")));
        all.addAll(List.of(mode, user));
        all.addAll(command);
        return run(all);
    }

    private Answer run(List<String> command) throws Exception {
        Path log = Files.createTempFile(root.getParent(), "log", "");
        try (CourierProcess process = CourierProcess.run(log, Map.of(), command)) {
            return new Answer(process.exitCode(LONG), process.said());
        }
    }

    private static void check(Answer answer) {
        assertThat(answer.code).as(answer.said).isZero();
    }
}
