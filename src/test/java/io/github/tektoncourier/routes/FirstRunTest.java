package io.github.tektoncourier.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.routes.check.file.Problem;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which refused files keep the service from being ready. */
class FirstRunTest {

    private static final Map<String, List<Problem>> WRONG =
            Map.of("a.camel.yaml", List.of(new Problem("a.camel.yaml", 3, "It is wrong. Mend it.")));

    private final FirstRun run = new FirstRun();

    @Test
    void a_file_that_is_refused_at_the_start_is_awaited_with_line_and_reason() {
        run.noted(Set.of("b.camel.yaml"), WRONG, file -> false);

        assertThat(run.awaited()).containsExactly("a.camel.yaml:3: It is wrong. Mend it.");
    }

    @Test
    void a_file_that_a_precondition_turns_off_is_not_awaited() {
        run.noted(Set.of(), WRONG, "a.camel.yaml"::equals);

        assertThat(run.awaited()).isEmpty();
        assertThat(run.refused()).hasSize(1);
    }

    @Test
    void a_file_that_ran_and_is_refused_while_another_is_awaited_is_not_awaited() {
        run.noted(
                Set.of("a.camel.yaml"),
                Map.of("b.camel.yaml", List.of(new Problem("b.camel.yaml", 1, "Wrong."))),
                file -> false);

        run.noted(Set.of("b.camel.yaml"), WRONG, file -> false);

        assertThat(run.awaited()).isEmpty();
    }

    @Test
    void an_awaited_file_that_is_removed_is_not_awaited_any_more() {
        run.noted(Set.of(), WRONG, file -> false);

        run.noted(Set.of(), Map.of(), file -> false);

        assertThat(run.awaited()).isEmpty();
    }

    @Test
    void once_all_have_run_a_new_file_that_is_refused_is_told_and_not_awaited() {
        run.noted(Set.of("b.camel.yaml"), Map.of(), file -> false);

        run.noted(Set.of("b.camel.yaml"), WRONG, file -> false);

        assertThat(run.awaited()).isEmpty();
        assertThat(run.refused()).containsExactly("a.camel.yaml:3: It is wrong. Mend it.");
    }
}
