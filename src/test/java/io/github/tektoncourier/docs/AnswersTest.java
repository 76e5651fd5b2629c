package io.github.tektoncourier.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.answers.Answer;
import io.github.tektoncourier.answers.Answer.Happens;
import io.github.tektoncourier.journal.delivery.Verdicts;
import io.github.tektoncourier.kamelet.slack.SlackErrors;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What docs/sinks.md says of answers holds for all of them, not only for those it names; sink/AnswersIT and the fault
 * harness play its rows.
 */
class AnswersTest {

    private static final List<Answer> ALL = Answer.all();

    @Test
    void the_statuses_that_are_named_dead_are_dead_and_no_other() {
        assertThat(statuses(Verdicts::deadAtOnce)).containsExactlyInAnyOrderElementsOf(named(Happens.DEAD));
    }

    @Test
    void the_statuses_that_are_named_trimmed_are_trimmed_and_no_other() {
        assertThat(statuses(Verdicts::trimmed)).containsExactlyInAnyOrderElementsOf(named(Happens.TRIMMED));
    }

    private static List<Integer> statuses(IntPredicate which) {
        return IntStream.range(300, 600).filter(which).boxed().toList();
    }

    private static List<Integer> named(Happens what) {
        List<Integer> named = ALL.stream()
                .filter(row -> row.happens() == what && row.status() >= 300)
                .map(Answer::status)
                .distinct()
                .toList();
        assertThat(named).isNotEmpty();
        return named;
    }

    @Test
    void no_error_of_slacks_is_dead_but_those_that_are_named() {
        List<String> told = ALL.stream()
                .filter(row -> row.slacks() && row.happens() == Happens.DEAD)
                .map(Answer::bare)
                .toList();

        assertThat(SlackErrors.forGood()).containsExactlyInAnyOrderElementsOf(told);
    }

    static Stream<Answer> kafkas() {
        return ALL.stream().filter(Answer::kafkas);
    }

    @ParameterizedTest
    @MethodSource("kafkas")
    void kafkas_errors_are_taken_as_they_are_told(Answer row) throws Exception {
        Verdicts.Meaning meaning = Verdicts.meaning(kafka(row.bare()));

        assertThat(meaning.dead()).isEqualTo(row.happens() == Happens.DEAD);
        assertThat(meaning.trimmed()).isEqualTo(row.happens() == Happens.TRIMMED);
        assertThat(meaning.answered()).isEqualTo(row.answered());
    }

    private static Throwable kafka(String name) throws ReflectiveOperationException {
        for (String place : Arrays.asList("org.apache.kafka.common.errors.", "org.apache.kafka.common.")) {
            try {
                return (Throwable)
                        Class.forName(place + name).getConstructor(String.class).newInstance("no");
            } catch (ClassNotFoundException elsewhere) {
                continue;
            }
        }
        throw new ClassNotFoundException(name);
    }

    @Test
    void a_routes_own_error_is_tried_again() {
        assertThat(Verdicts.deadAtOnce(new IllegalStateException("a broken expression")))
                .isFalse();
    }
}
