package io.github.tektoncourier.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ScenariosTest {

    @Test
    void each_scenario_that_a_build_leaves_out_exists_and_is_left_out_once() {
        List<String> names = Scenarios.ALL.stream().map(Scenario::name).toList();
        Set<String> twice = new TreeSet<>(Scenarios.BY_NAME_ONLY);
        twice.retainAll(Scenarios.WITH_CI);

        assertThat(names)
                .doesNotHaveDuplicates()
                .containsAll(Scenarios.BY_NAME_ONLY)
                .containsAll(Scenarios.WITH_CI);
        assertThat(twice).isEmpty();
    }

    @Test
    void a_build_of_ci_plays_what_every_build_plays_and_the_rest() {
        List<Scenario> every = Scenarios.ofBuild(false);

        List<Scenario> ci = Scenarios.ofBuild(true);

        assertThat(ci).containsAll(every).hasSize(every.size() + Scenarios.WITH_CI.size());
    }
}
