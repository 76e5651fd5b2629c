package io.github.tektoncourier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples and the documents, tested as a user tests sink files. */
class ExamplesTestedTest {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```yaml\\R(.*?)^```");

    private static final Pattern SHOWN = Pattern.compile("(?ms)^```text\\R(sinks/team-a\\.test\\.yaml: .*?)^```");

    @TempDir
    private Path folder;

    @Test
    void the_tests_of_all_examples_pass() {
        CommandOutput said = CommandOutput.of("test", "examples");

        assertThat(said.out()).doesNotContain("failed");
        assertThat(said.code()).as(said.out() + said.err()).isZero();
    }

    @Test
    void the_test_file_of_the_document_passes_with_its_sink_file() throws IOException {
        Files.writeString(folder.resolve("team-a.camel.yaml"), block("# sinks/team-a.camel.yaml"));
        Files.writeString(folder.resolve("team-a.test.yaml"), block("# sinks/team-a.test.yaml"));

        CommandOutput said = CommandOutput.of("test", folder.toString());

        assertThat(said.out()).isEqualTo(folder.resolve("team-a.test.yaml") + ": 2 passed\n");
        assertThat(said.code()).isZero();
    }

    @Test
    void the_failure_that_the_document_shows_is_what_the_command_says() throws IOException {
        String test = block("# sinks/team-a.test.yaml");
        Files.writeString(folder.resolve("team-a.camel.yaml"), block("# sinks/team-a.camel.yaml"));
        Files.writeString(
                folder.resolve("team-a.test.yaml"),
                test.replace("reason: Failed, message: \"exit code 1\"", "reason: TaskRunTimeout"));

        CommandOutput said = CommandOutput.of("test", folder.toString());

        Matcher shown = SHOWN.matcher(Files.readString(Path.of("docs/sinks.md")));
        assertThat(shown.find()).isTrue();
        assertThat(said.out().replace(folder.toString(), "sinks")).isEqualTo(shown.group(1));
        assertThat(said.code()).isOne();
    }

    /** What looks like a route in a file of another name is named. */
    @Test
    void a_check_of_sink_files_passes_over_their_tests() throws IOException {
        Files.writeString(folder.resolve("team-a.camel.yaml"), block("# sinks/team-a.camel.yaml"));
        Files.writeString(folder.resolve("team-a.test.yaml"), "tests:\n- run:\n    from: x\n");
        Files.writeString(folder.resolve("team-b.yaml"), "tests:\n- run:\n    from: x\n");

        CommandOutput said = CommandOutput.of(
                "validate",
                folder.toString(),
                "--set",
                "team-a.url=https://a.example.com/",
                "--set",
                "team-a.token=token-1");

        assertThat(said.out())
                .contains("team-b.yaml:1: Nothing would read this file")
                .doesNotContain("test.yaml");
    }

    private static String block(String beginning) throws IOException {
        Matcher blocks = BLOCK.matcher(Files.readString(Path.of("docs/sinks.md")));
        while (blocks.find()) {
            if (blocks.group(1).startsWith(beginning)) {
                return blocks.group(1);
            }
        }
        throw new AssertionError("docs/sinks.md has no block that begins with " + beginning);
    }

    static List<Path> sinkFiles() throws IOException {
        try (Stream<Path> all = Files.walk(Path.of("examples"))) {
            return all.filter(path -> path.toString().endsWith(".camel.yaml"))
                    .sorted()
                    .toList();
        }
    }
}
