package io.github.tektoncourier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.journal.history.EventFate;
import io.github.tektoncourier.journal.history.EventHistory;
import io.github.tektoncourier.journal.history.RunHistory;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class JournalExplanationTest {

    @Test
    void of_an_address_that_fills_a_slot_neither_people_nor_programs_see_path_and_query() throws Exception {
        EventFate fate = new EventFate(
                "run-sinks",
                "https://slot-of-a-run.example.com/T0/sekret?k=sekret",
                EventFate.Kind.DEAD,
                Instant.EPOCH,
                3,
                "",
                List.of());
        EventHistory event = new EventHistory(1, "u/queued", "queued", "t", Instant.EPOCH, List.of(fate));
        RunHistory run =
                new RunHistory("u", "taskrun", "team-a", "build", false, List.of(), List.of(event), List.of(), false);

        List<String> text = JournalExplanation.text(run);
        String json = JournalExplanation.json(List.of(run));

        assertThat(String.join("\n", text))
                .contains("to https://slot-of-a-run.example.com:")
                .doesNotContain("sekret");
        assertThat(json)
                .contains("\"slotValue\" : \"https://slot-of-a-run.example.com\"")
                .doesNotContain("sekret");
    }
}
