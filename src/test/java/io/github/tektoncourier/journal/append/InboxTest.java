package io.github.tektoncourier.journal.append;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.journal.Batches;
import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.sqlite.write.WriterCall;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InboxTest {

    private static final long BUDGET = JournalSettings.MEBIBYTE;

    private final Inbox<WriterCall> inbox = new Inbox<>(BUDGET);

    @AfterEach
    void close() {
        inbox.close();
    }

    @Test
    void of_small_runs_only_as_many_wait_as_fit_with_all_that_they_hold_in_memory() {
        Batch small = Batches.batch("a", "started", "running", "successful");
        Thread watch = new Thread(() -> fill(small));
        watch.setDaemon(true);

        watch.start();

        await().until(() -> watch.getState() == Thread.State.WAITING);
        assertThat(inbox.waiting()).isBetween(10, (int) (BUDGET / 5_000));
    }

    @Test
    void what_is_larger_than_all_the_room_is_taken_alone() throws Exception {
        Inbox<WriterCall> narrow = new Inbox<>(10);

        narrow.put(append(Batches.batch("a", "started")));

        assertThat(narrow.waiting()).isEqualTo(1);
    }

    private void fill(Batch batch) {
        try {
            while (true) {
                inbox.put(append(batch));
            }
        } catch (InterruptedException | JournalException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Inbox.Append append(Batch batch) {
        return new Inbox.Append(batch, 0, new CompletableFuture<>());
    }
}
