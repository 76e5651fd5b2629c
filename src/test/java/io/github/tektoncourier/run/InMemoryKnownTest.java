package io.github.tektoncourier.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InMemoryKnownTest {
    private static final Scope SCOPE = new Scope("c", "taskruns", "", "");

    private final InMemoryKnown known = new InMemoryKnown(2);

    @Test
    void a_moment_is_told_once() {
        assertThat(known.tell("u", "queued")).isTrue();
        assertThat(known.tell("u", "queued")).isFalse();
        assertThat(known.told("u")).containsExactly("queued");
    }

    @Test
    void beyond_its_bound_it_forgets_the_run_asked_for_longest_ago() {
        known.tell("a", "queued");
        known.tell("b", "queued");
        known.told("a");

        known.tell("c", "queued");

        assertThat(known.told("b")).isEmpty();
        assertThat(known.told("a")).containsExactly("queued");
    }

    @Test
    void a_baseline_stands_from_the_end_of_the_first_list_on() {
        assertThat(known.position(SCOPE)).isEqualTo(Known.Position.NONE);

        known.reached(Change.ofScope(SCOPE, Change.Type.LIST_COMPLETE, "5"));
        known.reached(Change.ofScope(SCOPE, Change.Type.BOOKMARK, "6"));

        assertThat(known.position(SCOPE)).isEqualTo(new Known.Position("6", true));
    }
}
