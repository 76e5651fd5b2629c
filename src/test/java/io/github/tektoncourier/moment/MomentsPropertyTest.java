package io.github.tektoncourier.moment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.run.Run;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What must hold for every life a run can have; lives are made from a seed, so that a failure can be had again. */
class MomentsPropertyTest {

    private static final int LIVES = Integer.getInteger("courier.lives", 500);

    @Test
    void equal_bytes_prove_equal_moments() {
        for (long seed = 0; seed < LIVES; seed++) {
            List<Run> first = RandomLife.from(seed);
            List<Run> second = RandomLife.from(seed);
            for (int i = 0; i < first.size(); i++) {
                assertThat(Snapshots.moments(first.get(i)))
                        .as("seed %d, state %d", seed, i)
                        .isEqualTo(Snapshots.moments(second.get(i)));
            }
        }
    }

    @Test
    void no_later_snapshot_takes_a_lasting_moment_back() {
        for (long seed = 0; seed < LIVES; seed++) {
            Set<String> lasting = new HashSet<>();
            for (Run state : RandomLife.from(seed)) {
                assertThat(Snapshots.keys(state))
                        .as("seed %d, resourceVersion %s", seed, state.resourceVersion())
                        .containsAll(lasting);
                lasting.addAll(Lasting.keys(state));
            }
        }
    }

    @Test
    void keys_are_unique_and_plain() {
        for (long seed = 0; seed < LIVES; seed++) {
            for (Run state : RandomLife.from(seed)) {
                assertThat(Snapshots.keys(state))
                        .as("seed %d", seed)
                        .doesNotHaveDuplicates()
                        .allMatch(key -> key.matches("[a-z]+(/[0-9a-z]+){0,2}"));
            }
        }
    }

    @Test
    void every_moment_makes_an_event_that_keeps_its_schema() {
        for (long seed = 0; seed < Math.min(LIVES, 200); seed++) {
            for (Run state : RandomLife.from(seed)) {
                assertThat(Snapshots.told(state)).as("seed %d", seed).isEqualTo(Snapshots.moments(state));
            }
        }
    }
}
