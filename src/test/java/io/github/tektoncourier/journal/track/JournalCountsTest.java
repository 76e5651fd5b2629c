package io.github.tektoncourier.journal.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.journal.history.Figures;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JournalCountsTest {

    private final JournalCounts counts = new JournalCounts();

    private Figures figures() {
        return counts.figures(Map.of(7L, "audit"));
    }

    private static EventRow row(String attributes, long appended) {
        return new EventRow(1, "type", "ns", "taskrun", "", "key", appended, attributes, 1);
    }

    @Test
    void outcomes_are_counted_by_subscription_and_word_and_deaths_by_their_row() {
        Progress.Unit unit = new Progress.Unit(1, "");
        Progress.Row dead = new Progress.Row(2, Progress.Row.DEAD, "key", 1, 1, 1, 1, "HTTP 422", "");
        counts.settled(new Progress(
                7,
                2,
                new Progress.Counters(1, 1, 1, 0),
                "up",
                "",
                0,
                Map.of(unit, Optional.empty(), dead.unit(), Optional.of(dead)),
                2,
                "",
                List.of(
                        new Progress.Ended(unit, 10, Progress.Ended.DELIVERED, 1, 700),
                        new Progress.Ended(unit, 10, Progress.Ended.DELIVERED, 1),
                        new Progress.Ended(unit, 10, Progress.Ended.FILTERED, 1, 1)),
                List.of(new Progress.Failed(unit, 1, 10, 5, "refused", "HTTP 422")),
                0));

        assertThat(figures().attempts().get("audit")).isEqualTo(Map.of("delivered", 2L, "filtered", 1L, "refused", 1L));
        assertThat(figures().died()).isEqualTo(Map.of("audit", 1L));
        assertThat(figures().delays().get("audit").sumSeconds()).isEqualTo(0.7);
        assertThat(figures().delays().get("audit").counts().stream()
                        .mapToLong(n -> n)
                        .sum())
                .isOne();
    }

    @Test
    void the_delay_of_an_append_is_from_the_events_own_time_and_one_without_is_not_counted() {
        counts.appended(List.of(
                row("{\"id\":\"a\",\"time\":\"1970-01-01T00:00:01Z\",\"subject\":\"x\"}", 3_000),
                row("{\"id\":\"a\",\"time\":\"1970-01-01T00:00:09Z\"}", 3_000),
                row("{\"id\":\"a\"}", 3_000),
                row("{\"time\":\"soon\"}", 3_000)));

        assertThat(figures().appends().sumSeconds()).isEqualTo(2);
        assertThat(figures().appends().counts().stream().mapToLong(n -> n).sum())
                .isEqualTo(2);
        assertThat(figures().appends().counts())
                .hasSize(figures().appends().bounds().size() + 1);
        assertThat(figures().appends().counts().get(0))
                .as("an event of the future")
                .isOne();
    }

    @Test
    void what_parameters_leave_out_is_counted_by_their_names() {
        counts.filtered(7, "types");
        counts.filtered(7, "types");
        counts.filtered(7, "kinds");

        assertThat(figures().filtered().get("audit")).isEqualTo(Map.of("types", 2L, "kinds", 1L));
    }
}
