package io.github.tektoncourier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.demo.receivers.EventReceiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each block of "Try it" in docs/sinks.md does what the text says. */
@Timeout(120)
class TryItDocsTest {

    private static final Pattern COMMANDS = Pattern.compile("(?m)^\\./courier (.*)$");

    @TempDir
    private Path folder;

    private List<String> commands = List.of();
    private String section = "";

    @BeforeEach
    void write() throws IOException {
        String document = Files.readString(Path.of("docs/sinks.md"));
        section = document.substring(document.indexOf("\n## Try it"), document.indexOf("\n## Test it"));
        commands =
                COMMANDS.matcher(section).results().map(found -> found.group(1)).toList();
        Files.createDirectory(folder.resolve("sinks"));
        Files.writeString(
                folder.resolve("sinks/team-a.camel.yaml"), block(document, "yaml", "# sinks/team-a.camel.yaml"));
        Files.writeString(folder.resolve("run.yaml"), block(section, "yaml", "# run.yaml"));
    }

    @Test
    void explain_says_what_the_document_shows() {
        CommandOutput said = run(commands.get(0));

        assertThat(said.code()).isZero();
        assertThat(said.out().lines().filter(line -> !line.contains("stepstarted")))
                .containsSubsequence(
                        block(section, "text", "dev.tekton").lines().toList())
                .noneMatch(line -> line.contains("a-token-of-yours"));
    }

    @Test
    void the_demo_prints_the_requests_of_the_file() {
        CommandOutput said = run(commands.get(1));

        assertThat(said.code()).as(said.err()).isZero();
        assertThat(said.out()).contains("Your files in ", "\nteam-a ", "The books balance");
    }

    @Test
    void send_test_delivers() {
        try (EventReceiver receiver = EventReceiver.start(0)) {
            assertThat(commands).hasSize(3);

            CommandOutput said = run(commands.get(2).replace("http://localhost:9000", receiver.url()));

            assertThat(said.code()).as(said.out() + said.err()).isZero();
            assertThat(said.out()).contains("courier-sample-", "→ HTTP 202", "Delivered.");
            assertThat(receiver.received()).hasSize(1);
        }
    }

    private CommandOutput run(String command) {
        String here = command.replace("--run run.yaml", "--run " + folder.resolve("run.yaml"))
                .replace("--sinks sinks", "--sinks " + folder.resolve("sinks"));
        return CommandOutput.of(here.split(" "));
    }

    private static String block(String text, String language, String beginning) {
        return Pattern.compile("(?ms)^```" + language + "\\R(.*?)^```")
                .matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .filter(found -> found.startsWith(beginning))
                .findFirst()
                .orElseThrow();
    }
}
