package io.github.tektoncourier.journal.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.journal.track.Progress;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReplaysTest {

    private final Replays replays = new Replays();

    private static List<Progress.Row> rows(long first, long last) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(seq -> new Progress.Row(seq, Progress.Row.REPLAYED, "run", 0, 0, 0, ""))
                .toList();
    }

    private List<Progress.Row> answered(List<Progress.Row> rows) {
        assertThat(replays.ask(0)).isTrue();
        return replays.answered(replays.cursor(), rows);
    }

    @Test
    void what_was_sent_and_is_not_written_yet_is_not_sent_again_by_another_request() {
        Progress.Row row = answered(rows(1, 1)).get(0);
        replays.done(row.unit());

        replays.requested();
        List<Progress.Row> unwritten = answered(rows(1, 1));
        replays.recorded();
        replays.requested();
        List<Progress.Row> asked = answered(rows(1, 1));

        assertThat(unwritten).isEmpty();
        assertThat(asked).hasSize(1);
    }

    @Test
    void what_is_under_way_is_not_taken_twice() {
        answered(rows(1, 2));

        replays.requested();
        List<Progress.Row> again = answered(rows(1, 3));

        assertThat(again).extracting(Progress.Row::seq).containsExactly(3L);
    }

    @Test
    void an_answer_to_a_question_from_before_a_request_is_not_used() {
        answered(rows(1, Replays.MAX_OPEN)).forEach(row -> replays.done(row.unit()));
        Progress.Unit behind = replays.cursor();
        assertThat(replays.ask(0)).isTrue();

        replays.requested();
        List<Progress.Row> late = replays.answered(behind, rows(65, 70));

        assertThat(late).isEmpty();
        assertThat(replays.ask(0)).isTrue();
        assertThat(replays.cursor().seq()).isZero();
    }

    @Test
    void only_a_few_are_in_memory_and_none_is_asked_for_when_there_are_no_more() {
        answered(rows(1, Replays.MAX_OPEN));
        boolean full = replays.ask(0);
        rows(1, Replays.MAX_OPEN).forEach(row -> replays.done(row.unit()));
        answered(rows(65, 66));

        assertThat(full).isFalse();
        assertThat(replays.ask(0)).isFalse();
    }

    @Test
    void they_go_two_hundred_a_second_at_most() {
        long first = replays.due(1_000);
        long last = 0;
        for (int i = 0; i < 200; i++) {
            last = replays.due(1_000);
        }

        assertThat(last - first).isEqualTo(1_000);
    }

    @Test
    void events_that_wait_for_a_failing_receiver_keep_no_others_from_being_taken_up_to_a_bound() {
        int waiting = 0;
        for (long first = 1; waiting < Replays.MAX_WAITING; first += Replays.MAX_OPEN) {
            List<Progress.Row> taken = answered(rows(first, first + Replays.MAX_OPEN - 1));
            assertThat(replays.ask(0)).as("while all are under way").isFalse();
            taken.forEach(row -> replays.waits(row.unit()));
            waiting += taken.size();
        }
        boolean full = replays.ask(0);
        rows(1, Replays.MAX_OPEN).forEach(row -> replays.done(row.unit()));

        assertThat(full).isFalse();
        assertThat(replays.ask(0)).isTrue();
    }
}
