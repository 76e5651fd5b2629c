package io.github.tektoncourier.watch.namespaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamespaceSelectionTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Team-A",
                "team_a",
                "team a",
                "team|a",
                "-a",
                "a-",
                "team.a",
                "[a-z]*",
                "!shop",
                "tèam",
                "team-a;b"
            })
    void what_no_namespace_can_be_called_is_refused_by_name(String name) {
        assertThatThrownBy(() -> NamespaceSelection.of("default," + name, ""))
                .hasMessageStartingWith("namespaces: \"" + name + "\" can be the name of no namespace");
    }

    @Test
    void names_are_fixed_and_globs_and_labels_are_not() {
        assertThat(NamespaceSelection.of("", "").isFixed()).isTrue();
        assertThat(NamespaceSelection.of(" b , a,a", "").globs()).containsExactly("a", "b");
        assertThat(NamespaceSelection.of("b,a", "").isFixed()).isTrue();
        assertThat(NamespaceSelection.of("a,team-?", "").isFixed()).isFalse();
        assertThat(NamespaceSelection.of("a", "env=prod").isFixed()).isFalse();
    }

    @Test
    void the_order_of_globs_makes_no_other_scope_and_a_star_is_every_namespace() {
        assertThat(NamespaceSelection.of("team-*,b", "").asScope())
                .isEqualTo(NamespaceSelection.of("b,team-*", "").asScope())
                .isEqualTo("b,team-*");
        assertThat(NamespaceSelection.of("b,*", "").asScope()).isEmpty();
    }

    @Test
    void more_names_than_watches_are_refused_with_the_remedy() {
        String names = IntStream.rangeClosed(1, 101).mapToObj(n -> "n" + n).collect(Collectors.joining(","));

        assertThatThrownBy(() -> NamespaceSelection.of(names, ""))
                .hasMessageContaining("101 are named, from n1 to n99")
                .hasMessageContaining("at most 100. Write globs");
    }
}
