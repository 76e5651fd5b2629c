package io.github.tektoncourier.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PairDrawTest {

    @Test
    void a_seed_draws_the_same_again() {
        String first = PairDraw.of(4711, PairOperations.ALL).words();

        String again = PairDraw.of(4711, PairOperations.ALL).words();

        assertThat(again).isEqualTo(first);
    }

    @Test
    void every_operation_is_drawn() {
        Set<String> drawn = draws().stream()
                .flatMap(PairDraw::steps)
                .map(step -> step.operation().name())
                .collect(Collectors.toSet());

        assertThat(drawn)
                .containsExactlyInAnyOrderElementsOf(
                        PairOperations.ALL.stream().map(Operation::name).toList());
    }

    @Test
    void the_second_begins_while_the_first_holds() {
        List<PairDraw> draws = draws();

        assertThat(draws).allSatisfy(draw -> {
            PairDraw.Step first = draw.first();
            assertThat(draw.second().after()).isBetween(first.after(), first.after() + first.holds());
            assertThat(draw.second().operation().family())
                    .isNotEqualTo(first.operation().family());
        });
    }

    private static List<PairDraw> draws() {
        return LongStream.range(1, 2_000)
                .mapToObj(seed -> PairDraw.of(seed, PairOperations.ALL))
                .toList();
    }
}
