package io.github.tektoncourier.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tektoncourier.journal.FakeClock;
import io.github.tektoncourier.text.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ApiTokensTest {

    private static final String FIRST = "first-0123456789abcdef";
    private static final String SECOND = "second-0123456789abcdef";

    @TempDir
    Path directory;

    private final FakeClock clock = new FakeClock();
    private Path file;
    private ApiTokens tokens;

    @BeforeEach
    void open() throws IOException {
        file = Files.writeString(directory.resolve("tokens"), FIRST + "\n");
        tokens = ApiTokens.of(file, clock, Secrets.ofProcess());
    }

    @AfterEach
    void close() {
        tokens.close();
    }

    private Optional<ApiAccess> bearer(String token) {
        return tokens.access("Bearer " + token);
    }

    @Test
    void a_file_that_changes_opens_by_its_new_tokens_alone() throws IOException {
        assertThat(bearer(FIRST)).isPresent();

        Files.writeString(file, SECOND + "\n");
        clock.advance(Duration.ofSeconds(2));

        assertThat(bearer(FIRST)).isEmpty();
        assertThat(bearer(SECOND)).isPresent();
    }

    @Test
    void a_file_that_goes_opens_nothing_until_it_is_back() throws IOException {
        Files.delete(file);
        clock.advance(Duration.ofSeconds(2));
        assertThat(bearer(FIRST)).isEmpty();

        Files.writeString(file, FIRST + "\n");
        clock.advance(Duration.ofSeconds(2));

        assertThat(bearer(FIRST)).isPresent();
    }

    @Test
    void tokens_are_masked_for_as_long_as_they_are_in_force() throws IOException {
        assertThat(Secrets.ofProcess().mask("a " + FIRST)).isEqualTo("a ***");

        Files.writeString(file, SECOND + "\n");
        clock.advance(Duration.ofSeconds(2));
        var unused = bearer(SECOND);

        assertThat(Secrets.ofProcess().mask("a " + SECOND)).isEqualTo("a ***");
    }

    @Test
    void a_start_with_a_file_that_is_wrong_is_refused_in_words() throws IOException {
        Path empty = Files.writeString(directory.resolve("empty"), "# none\n");
        Path wrong = Files.writeString(directory.resolve("wrong"), FIRST + "\nshort\n");
        Path missing = directory.resolve("missing");

        assertThatThrownBy(() -> ApiTokens.of(empty, clock, Secrets.ofProcess()))
                .hasMessageContaining("it has no token");
        assertThatThrownBy(() -> ApiTokens.of(wrong, clock, Secrets.ofProcess()))
                .hasMessageContaining("line 2")
                .hasMessageNotContaining("short\n");
        assertThatThrownBy(() -> ApiTokens.of(missing, clock, Secrets.ofProcess()))
                .hasMessageContaining("courier.api.token-file=" + missing)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void a_scheme_is_taken_in_any_case_and_another_is_not() {
        assertThat(tokens.access("bearer  " + FIRST)).isPresent();
        assertThat(tokens.access("Basic " + FIRST)).isEmpty();
        assertThat(tokens.access(null)).isEmpty();
    }

    @Test
    void a_line_that_is_half_written_opens_nothing_until_the_file_rests() throws IOException {
        Files.writeString(file, FIRST + "\n" + SECOND); // its namespaces are still to come
        clock.advance(Duration.ofSeconds(2));
        assertThat(bearer(FIRST)).isPresent();
        assertThat(bearer(SECOND)).isEmpty();

        Files.writeString(file, FIRST + "\n" + SECOND + " team-a");
        clock.advance(Duration.ofSeconds(2));
        assertThat(bearer(SECOND)).isEmpty();
        clock.advance(Duration.ofSeconds(2));

        assertThat(bearer(SECOND))
                .hasValueSatisfying(access -> assertThat(access.visible().all()).isFalse());
    }

    @Test
    @Timeout(20)
    void a_pipe_or_a_folder_in_the_files_place_opens_nothing_and_holds_up_no_caller() throws Exception {
        Files.delete(file);
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();
        clock.advance(Duration.ofSeconds(2));
        assertThat(bearer(FIRST)).isEmpty();
        assertThatThrownBy(() -> ApiTokens.of(file, clock, Secrets.ofProcess()))
                .hasMessageContaining("it is no regular file");

        Files.delete(file);
        Files.createDirectory(file);
        clock.advance(Duration.ofSeconds(2));

        assertThat(bearer(FIRST)).isEmpty();
        assertThatThrownBy(() -> ApiTokens.of(file, clock, Secrets.ofProcess()))
                .hasMessageContaining("it is no regular file");
    }
}
