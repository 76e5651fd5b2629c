package io.github.tektoncourier.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class VerdictTest {

    @Test
    void of_a_long_answer_an_attempt_keeps_two_kilobytes_and_a_line_300_characters() {
        Verdict ascii = Verdict.retry(true, "a".repeat(5_000));
        Verdict wide = Verdict.retry(true, "語".repeat(5_000));
        Verdict pairs = Verdict.retry(true, "x" + "\ud83d\ude00".repeat(5_000));

        assertThat(ascii.kept()).hasSize(2_000).endsWith("a…");
        assertThat(ascii.brief()).hasSize(300).endsWith("a…");
        assertThat(wide.kept().getBytes(StandardCharsets.UTF_8).length).isBetween(1_024, 2_048);
        assertThat(pairs.brief().codePoints()).allMatch(c -> c == 'x' || c == 0x1f600 || c == '…');
        assertThat(pairs.kept().codePoints()).allMatch(c -> c == 'x' || c == 0x1f600 || c == '…');
        assertThat(Verdict.retry(true, "HTTP 503").kept()).isEqualTo("HTTP 503");
    }
}
