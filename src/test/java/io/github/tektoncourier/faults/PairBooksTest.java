package io.github.tektoncourier.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.e2e.Life;
import io.github.tektoncourier.faults.FaultySink.Accepted;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PairBooksTest {

    private static final String QUEUED = "dev.tekton.event.taskrun.queued.v1";
    private static final String STEP = "io.github.tektoncourier.taskrun.stepstarted.v1";
    private static final Accepted TOLD = event("u/queued", QUEUED);

    @Test
    void what_one_sink_has_is_due_to_the_others() {
        PairBooks books = books(List.of(TOLD), List.of(), List.of(TOLD));

        assertThat(books.unshared().get(PairWorld.SHAKY)).containsExactly("u/queued");
        assertThat(books.complete(0)).isFalse();
    }

    @Test
    void the_sink_of_tektons_own_types_owes_no_other() {
        Accepted step = event("u/stepstarted", STEP);

        PairBooks books = books(List.of(TOLD, step), List.of(TOLD, step), List.of(TOLD));

        assertThat(books.complete(0)).isTrue();
    }

    @Test
    void the_sink_whose_file_was_away_lacks_at_most_what_its_books_dropped() {
        PairBooks books = books(List.of(TOLD), List.of(TOLD), List.of());

        assertThat(books.complete(0)).isFalse();
        assertThat(books.complete(1)).isTrue();
    }

    @Test
    void another_sink_may_lack_nothing_whatever_was_dropped() {
        PairBooks books = books(List.of(), List.of(TOLD), List.of(TOLD));

        assertThat(books.complete(1)).isFalse();
    }

    @Test
    void what_no_sink_has_is_missing_by_the_run() {
        PairBooks books = books(List.of(), List.of(), List.of());

        assertThat(books.missing().get(PairWorld.STEADY)).containsExactly("u " + QUEUED);
    }

    private static PairBooks books(List<Accepted> steady, List<Accepted> shaky, List<Accepted> team) {
        LivedRun queued = new LivedRun("u", Life.TASK_FAILS, "default", "n", "a", 100, List.of(), 0);
        CourierEpoch epoch = new CourierEpoch(0, 50, Map.of());
        return PairBooks.of(
                Map.of(PairWorld.STEADY, steady, PairWorld.SHAKY, shaky, PairWorld.TEAM, team),
                List.of(queued),
                List.of(epoch),
                false);
    }

    private static Accepted event(String id, String type) {
        return new Accepted(id, type, "u", "1", false, 0, 0, 150);
    }
}
