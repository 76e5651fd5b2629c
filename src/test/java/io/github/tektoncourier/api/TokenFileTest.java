package io.github.tektoncourier.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenFileTest {

    private static final String TOKEN = "0123456789abcdef";

    @Test
    void each_line_opens_all_namespaces_or_those_behind_the_token() {
        TokenFile file = TokenFile.of(
                "# for the team\n\n" + TOKEN + "\r\n  b" + TOKEN + "\tteam-a,team-b-*  \nc" + TOKEN + " *");

        assertThat(file.problems()).isEmpty();
        assertThat(file.access(TOKEN).orElseThrow().visible().all()).isTrue();
        assertThat(file.access("c" + TOKEN).orElseThrow().visible().all()).isTrue();
        var bound = file.access("b" + TOKEN).orElseThrow();
        assertThat(bound.name()).isEqualTo("of line 4");
        assertThat(bound.visible().text()).isEqualTo("team-a,team-b-*");
        assertThat(bound.visible().allows("team-a")).isTrue();
        assertThat(bound.visible().allows("team-b-1")).isTrue();
        assertThat(bound.visible().allows("team-ab")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    0123456789abcde                     | 16 to 512 visible
                    0123456789abcdef team-a, team-b     | more than a token and its namespaces
                    0123456789abcdef # all              | more than a token and its namespaces
                    0123456789abcdef Team_A             | comma list of names
                    0123456789abcdef team-a,            | comma list of names
                    0123456789abcdef [a-z]              | comma list of names
                    0123456789abcdef namespaces=team-a  | comma list of names
                    0123456789abcdeé                    | 16 to 512 visible
                    """)
    void a_line_that_is_wrong_opens_nothing_and_is_told_without_its_token(String line, String words) {
        TokenFile file = TokenFile.of("other-0123456789abcdef\n" + line);

        assertThat(file.tokens()).hasSize(1);
        assertThat(file.access(line.split(" ")[0])).isEmpty();
        assertThat(file.problems().stream().collect(Collectors.joining()))
                .startsWith("line 2: ")
                .contains(words)
                .doesNotContain("0123456789abcde");
    }

    @Test
    void a_token_that_is_there_twice_opens_neither_more_nor_less_by_chance() {
        TokenFile file = TokenFile.of(TOKEN + "\n" + TOKEN + " team-a\nother-" + TOKEN);

        assertThat(file.access(TOKEN)).isEmpty();
        assertThat(file.access("other-" + TOKEN)).isPresent();
        assertThat(file.problems()).hasSize(1);
    }
}
