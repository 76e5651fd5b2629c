package io.github.tektoncourier.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.tektoncourier.journal.tail.LogTail;
import io.github.tektoncourier.text.Owner;
import io.github.tektoncourier.text.Secrets;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of a log: anyone with the right to create a run writes it. */
class TailTextTest {

    private final Owner owner = Secrets.ofProcess().owner("a test of logs");
    private final TailText text = new TailText(SecretMask.of("ACME-[0-9]+"));

    record Case(String name, String log, String shown) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> cases() throws Exception {
        try (InputStream table = TailTextTest.class.getResourceAsStream("/logs/tails.yaml")) {
            return new YAMLMapper().readValue(table, new TypeReference<List<Case>>() {});
        }
    }

    @BeforeEach
    void know() {
        Owner unused = owner.secret("hunter2-of-the-process");
    }

    @AfterEach
    void forget() {
        owner.close();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void a_log_is_kept_as_the_table_says(Case given) {
        String shown = text.of(whole(given.log()));

        assertThat(shown).isEqualTo(given.shown());
    }

    @Test
    void what_is_no_utf_8_is_shown_as_a_replacement() {
        byte[] bytes = {'a', (byte) 0xff, (byte) 0xfe, 'b'};

        String shown = text.of(new PodLogs.Raw(bytes, false, false));

        assertThat(shown).isEqualTo("a\uFFFD\uFFFDb");
    }

    @Test
    void a_text_has_no_more_bytes_than_are_kept_and_ends_with_the_last_line() {
        String shown = text.of(whole("ü".repeat(390) + "\n" + ("é".repeat(300) + "\n").repeat(19) + "last"));

        assertThat(shown.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(1_500, LogTail.MOST_BYTES);
        assertThat(shown).endsWith("\nlast").startsWith("é");
    }

    @Test
    void a_line_of_a_megabyte_is_cut_before_a_word() {
        String shown = text.of(whole("start " + "word ".repeat(200_000) + "\nlast"));

        assertThat(shown).startsWith("start word").endsWith("word…\nlast").hasSizeLessThan(500);
    }

    /** Half of a token looks like nothing. */
    @Test
    void a_token_that_the_end_of_a_line_cuts_is_left_out() {
        String token = "ghp_abcdefghijklmnopqrstuvwxyz0123456789";

        for (int before = 350; before < 1_010; before++) {
            assertThat(text.of(whole("x".repeat(before) + " " + token + " end")))
                    .doesNotContain("ghp_a");
        }
    }

    @Test
    void of_an_answer_whose_beginning_was_left_out_the_first_piece_goes() {
        String shown =
                text.of(new PodLogs.Raw("r2-of-the-process\nnext".getBytes(StandardCharsets.UTF_8), true, false));

        assertThat(shown).isEqualTo("next");
    }

    @Test
    void an_answer_whose_end_was_not_read_says_so() {
        assertThat(text.of(new PodLogs.Raw("a".getBytes(StandardCharsets.UTF_8), false, true)))
                .isEqualTo("a\n…");
    }

    /** Each of these takes a backtracking engine minutes. */
    @ParameterizedTest
    @ValueSource(strings = {"a", "a.", "a://", "password", "\u001b[", "eyJ", "-----BEGIN ", "token ", "auth:"})
    void no_line_takes_long_to_look_at(String piece) {
        String shown = text.of(whole(piece.repeat(64 * 1024 / piece.length())));

        assertThat(shown.length()).isLessThan(LogTail.MOST_BYTES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "x*", "(?=a)b", "a{2000}"})
    void a_pattern_that_cannot_be_or_matches_nothing_is_refused(String pattern) {
        assertThatThrownBy(() -> SecretMask.of(pattern)).isInstanceOf(IllegalArgumentException.class);
    }

    private static PodLogs.Raw whole(String log) {
        return new PodLogs.Raw(log.getBytes(StandardCharsets.UTF_8), false, false);
    }
}
