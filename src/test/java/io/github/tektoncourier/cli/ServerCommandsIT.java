package io.github.tektoncourier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.tektoncourier.api.ApiTokens;
import io.github.tektoncourier.api.HttpApi;
import io.github.tektoncourier.api.SinkFileState;
import io.github.tektoncourier.journal.Journal;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.engine.JournalFactory;
import io.github.tektoncourier.ops.ManagementServer;
import io.github.tektoncourier.text.Secrets;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a command says by {@code --server} is what it says of the files. */
@Timeout(120)
class ServerCommandsIT {

    private static final String TOKEN = "token-0123456789abcdef";

    @TempDir
    static Path directory;

    private static Journal journal;
    private static ApiTokens tokens;
    private static ManagementServer server;
    private static Path tokenFile;

    @BeforeAll
    static void open() throws Exception {
        Path files = directory.resolve("journal");
        tokenFile = Files.writeString(directory.resolve("tokens"), "# mine\n" + TOKEN + "\n");
        tokens = ApiTokens.of(tokenFile, Clock.systemUTC(), Secrets.ofProcess());
        journal = AuditedJournal.open(files);
        server = ManagementServer.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Map.of(),
                new HttpApi(
                        () -> JournalFactory.view(files),
                        JournalFactory.requests(JournalSettings.in(files), Clock.systemUTC()),
                        () -> List.of(new SinkFileState(
                                "a.camel.yaml", "refused", List.of(), List.of("a.camel.yaml:3: wrong. Mend it."))),
                        tokens,
                        (path, status) -> {}));
    }

    @AfterAll
    static void close() {
        server.close();
        journal.close();
        tokens.close();
    }

    private static CommandOutput local(String command) {
        return courier(
                command, "--set=courier.journal.directory=" + directory.resolve("journal"), "--set=courier.port=0");
    }

    private static CommandOutput remote(String command) {
        return courier(command, "--server=http://127.0.0.1:" + server.port(), "--token-file=" + tokenFile);
    }

    private static CommandOutput courier(String command, String... more) {
        List<String> all = new ArrayList<>(List.of(command.split(" ")));
        all.addAll(List.of(more));
        return CommandOutput.of(all.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dead list",
                "dead list --output json",
                "dead list --reason 422 --since 1h --type *.failed.* --run ns-b/build-7",
                "dead show build-7/failed",
                "dead show build-8/failed",
                "explain ns-b/build-7",
                "explain deploy-3 --output json",
                "explain build-7/failed --subscription audit",
                "explain ns-b/unknown",
                "replay --subscription audit --dry-run",
                "replay --subscription audti --dry-run",
                "replay --subscription audit --failed-since 1h --dry-run"
            })
    void a_command_says_the_same_by_a_server(String command) {
        CommandOutput by = remote(command);
        CommandOutput of = local(command);

        assertThat(by.out()).isEqualTo(of.out());
        assertThat(by.code()).as(by.err()).isEqualTo(of.code());
    }

    @Test
    void status_says_the_same_and_which_files_are_refused() {
        CommandOutput by = remote("status");

        assertThat(by.code()).as(by.err()).isZero();
        assertThat(by.out())
                .contains("audit ", "  last error: ", "ns-b/build-7", "The books balance", "The journal uses ")
                .endsWith("Sink files refused:\n  a.camel.yaml:3: wrong. Mend it.\n");
    }

    @Test
    void what_is_retried_by_a_server_is_done_when_the_command_ends() {
        CommandOutput retry = remote("dead retry build-7/failed");

        assertThat(retry.code()).as(retry.err()).isZero();
        assertThat(retry.out()).startsWith("1 dead letter goes again, marked replay.");
        await().untilAsserted(() -> assertThat(journal.books().get(0).dead()).isEqualTo(1)); // it is refused again
        assertThat(journal.books().get(0).again().retried()).isPositive();
    }

    @Test
    void what_cannot_be_asked_of_a_server_is_said_in_words() throws Exception {
        Path wrong = Files.writeString(directory.resolve("wrong"), "wrong-0123456789abcdef");
        String at = "--server=http://127.0.0.1:" + server.port();

        CommandOutput refused = courier("status", at, "--token-file=" + wrong);
        CommandOutput none = courier("status", at);
        CommandOutput address = courier("status", "--server=localhost:8080", "--token-file=" + tokenFile);
        CommandOutput alone = courier("dead list", "--token-file=" + tokenFile);
        CommandOutput ca =
                courier("status", "--server=https://127.0.0.1:1", "--token-file=" + tokenFile, "--ca-file=" + wrong);
        CommandOutput away = courier("status", "--server=http://127.0.0.1:1", "--token-file=" + tokenFile);
        CommandOutput plain =
                courier("status", "--server=http://192.0.2.1:1", "--token-file=" + wrong, "--ca-file=" + wrong);

        assertThat(refused.code()).isEqualTo(3);
        assertThat(refused.err()).contains("HTTP 401: This needs a token").doesNotContain("wrong-0123456789abcdef");
        assertThat(none.err()).contains("--server needs --token-file FILE");
        assertThat(address.err()).contains("--server is no address");
        assertThat(alone.err()).contains("name it by --server URL");
        assertThat(ca.err()).contains("--ca-file " + wrong + " cannot be used");
        assertThat(away.err()).contains("http://127.0.0.1:1 does not answer");
        assertThat(plain.err()).contains("--ca-file is for https://");
        assertThat(List.of(none.code(), address.code(), alone.code(), ca.code(), plain.code()))
                .containsOnly(2);
    }

    @Test
    void a_token_that_leaves_the_machine_without_encryption_is_warned_of_without_being_said() {
        CommandOutput away =
                courier("dead list", "--server=http://0.0.0.0:" + server.port(), "--token-file=" + tokenFile);
        CommandOutput here = remote("dead list");

        assertThat(away.err())
                .contains("courier: warning: the token goes to 0.0.0.0 without encryption. Use https")
                .doesNotContain(TOKEN);
        assertThat(away.out()).isEqualTo(here.out());
        assertThat(here.err()).doesNotContain("warning");
    }
}
