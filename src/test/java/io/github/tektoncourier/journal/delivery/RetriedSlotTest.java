package io.github.tektoncourier.journal.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.track.Progress;
import io.github.tektoncourier.journal.track.Resume;
import io.github.tektoncourier.journal.track.SequenceGaps;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Dead letters of a subscription with a slot that are retried. */
class RetriedSlotTest {

    private static final SubscriptionSettings SETTINGS = SubscriptionSettings.named("s");

    private final DeliveryState state = new DeliveryState(
            SETTINGS,
            true,
            new Resume(1, 10, new Progress.Counters(8, 0, 0, 0), "", 0, 0, List.of(), SequenceGaps.none()),
            new EpisodeLog(SETTINGS),
            new SplittableRandom(1),
            0);

    private List<Long> again(Progress.Row... rows) {
        assertThat(state.replays().ask(0)).isTrue();
        return state.again(state.replays().cursor(), List.of(rows), 0);
    }

    private static Progress.Row row(long seq, int state, String value) {
        return new Progress.Row(seq, state, "run", 0, 0, 0, 0, "", value);
    }

    @Test
    void one_with_a_value_goes_to_this_value_and_its_row_goes_when_it_is_delivered() {
        List<Long> unread = again(row(5, Progress.Row.RETRIED, "#team-a"));

        DeliveryState.Attempt attempt = state.next(Replays.PAUSE_MILLIS);
        assertThat(attempt).isNotNull();
        state.delivered(attempt, 0);
        Progress progress = state.books().progress();

        assertThat(unread).isEmpty();
        assertThat(attempt.lane().destination.value).isEqualTo("#team-a");
        assertThat(progress).isNotNull();
        assertThat(progress.rows()).containsEntry(new Progress.Unit(5, "#team-a"), Optional.empty());
        assertThat(progress.counters().delivered()).isEqualTo(9);
    }

    @Test
    void one_of_which_no_value_was_ever_read_waits_for_the_values_of_its_slot() {
        List<Long> unread = again(row(6, Progress.Row.RETRIED, ""));

        Progress progress = state.books().progress();

        assertThat(unread).containsExactly(6L);
        assertThat(state.next(0)).isNull();
        assertThat(progress).isNotNull();
        assertThat(progress.rows().get(new Progress.Unit(6, "")))
                .hasValueSatisfying(row -> assertThat(row.state()).isEqualTo(Progress.Row.WAITING));
    }

    @Test
    void a_replay_from_before_the_file_had_a_slot_is_counted_as_failed() {
        again(row(7, Progress.Row.REPLAYED, ""));

        Progress progress = state.books().progress();

        assertThat(progress).isNotNull();
        assertThat(progress.counters().replayFailed()).isEqualTo(1);
        assertThat(progress.rows()).containsEntry(new Progress.Unit(7, ""), Optional.empty());
    }
}
