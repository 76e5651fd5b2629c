package io.github.tektoncourier.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench/explain} in small: what a journal with many events says of each is what happened. */
@Timeout(120)
class LargeJournalIT {

    @TempDir
    Path directory;

    @Test
    void each_answer_agrees_with_what_became_of_the_event() throws Exception {
        LargeJournal journal = new LargeJournal(directory, 250, 3);
        List<String> wrong = new ArrayList<>();
        journal.write();

        List<Long> answers = journal.ask(250, wrong);

        assertThat(wrong).isEmpty();
        assertThat(answers).hasSize(250);
    }
}
