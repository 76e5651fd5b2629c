package io.github.tektoncourier.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    dev.tekton.event.*        | dev.tekton.event.taskrun.failed.v1     | true
                    dev.tekton.event.*        | io.github.tektoncourier.x              | false
                    *.failed.v1               | dev.tekton.event.taskrun.failed.v1     | true
                    *.failed.v1               | dev.tekton.event.taskrun.failed.v12    | false
                    team-?                    | team-a                                 | true
                    team-?                    | team-ab                                | false
                    prod, staging             | staging                                | true
                    prod, staging             | stagin                                 | false
                    a*b*c                     | aXbYbZc                                | true
                    a*b*c                     | aXbYbZ                                 | false
                    ci-*,prod                 | ci-                                    | true
                    A*                        | abc                                    | false
                    [a-z]                     | b                                      | false
                    a.c                       | abc                                    | false
                    """)
    void a_glob_covers_the_whole_value(String globs, String value, boolean expected) {
        boolean matches = Globs.of(globs).matches(value);

        assertThat(matches).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "*", "a,*", " , "})
    void nothing_and_a_star_mean_everything_also_what_is_absent(String globs) {
        Globs any = Globs.of(globs);

        assertThat(any.any()).isTrue();
        assertThat(any.matches(null)).isTrue();
    }

    @Test
    void an_absent_value_matches_no_named_one() {
        assertThat(Globs.of("success,failure").matches(null)).isFalse();
    }

    @Test
    @Timeout(5)
    void a_hostile_pattern_costs_no_exponential_time() {
        Globs nasty = Globs.of("*a".repeat(40) + "b");

        boolean matches = nasty.matches("a".repeat(4_000));

        assertThat(matches).isFalse();
    }

    @Test
    void once_a_glob_for_what_must_be_there_is_given_an_absent_value_never_matches() {
        assertThat(Globs.ofPresent("*").matches(null)).isFalse();
        assertThat(Globs.ofPresent("fail*,*").matches("")).isFalse();
        assertThat(Globs.ofPresent("*").matches("success")).isTrue();
        assertThat(Globs.ofPresent("").matches(null)).isTrue();
    }
}
