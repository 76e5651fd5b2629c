package io.github.tektoncourier.journal.append;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.journal.Batches;
import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.sqlite.write.WriterCall;
import io.github.tektoncourier.journal.track.Bookkeeper;
import io.github.tektoncourier.journal.track.Progress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InboxTest {

    private static final long BUDGET = JournalSettings.MEBIBYTE;

    private static final Bookkeeper NOTHING_DONE = new Bookkeeper() {
        @Override
        public @Nullable Progress progress() {
            return null;
        }

        @Override
        public void committed(Progress progress) {}
    };

    private final Inbox<WriterCall> inbox = new Inbox<>(BUDGET);
    private Thread writer = Thread.currentThread();

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

        narrow.put(append(Batches.batch("a", "started")), true);

        assertThat(narrow.waiting()).isEqualTo(1);
    }

    @Test
    void acknowledgements_that_nothing_waits_for_share_the_next_transaction() throws Exception {
        inbox.put(NOTHING_DONE, false);
        inbox.put(append(Batches.batch("a", "started")), true);

        Inbox.Group<WriterCall> group = inbox.take(true, 60_000);

        assertThat(group.appends()).hasSize(1);
        assertThat(group.keepers()).containsExactly(NOTHING_DONE);
    }

    @Test
    void a_batch_that_no_sink_waits_for_shares_the_transaction_of_the_next_one() throws Exception {
        Inbox<WriterCall> inTime = new Inbox<>(BUDGET, () -> 0);
        CompletableFuture<Inbox.Group<WriterCall>> taken = taking(inTime, true);
        inTime.put(append(Batches.batch("a", "started")), false);
        await().until(() -> writer.getState() == Thread.State.TIMED_WAITING);

        inTime.put(append(Batches.batch("b", "started")), true);

        assertThat(taken.orTimeout(30, TimeUnit.SECONDS).join().appends()).hasSize(2);
    }

    @Test
    void many_batches_that_no_sink_waits_for_do_not_wait_for_company() throws Exception {
        Inbox<WriterCall> inTime = new Inbox<>(100 * BUDGET, () -> 0);
        CompletableFuture<Inbox.Group<WriterCall>> taken = taking(inTime, true);

        for (int i = 0; i < 1_000; i++) { // 3 MB and more
            inTime.put(append(Batches.batch("a", "started")), false);
        }

        assertThat(taken.orTimeout(30, TimeUnit.SECONDS).join().appends()).isNotEmpty();
    }

    @Test
    void a_batch_that_no_sink_waits_for_is_written_soon_when_nothing_else_comes() throws Exception {
        CompletableFuture<Inbox.Group<WriterCall>> taken = taking();
        await().until(() -> writer.getState() == Thread.State.TIMED_WAITING);

        inbox.put(append(Batches.batch("a", "started")), false);

        assertThat(taken.orTimeout(30, TimeUnit.SECONDS).join().appends()).hasSize(1);
    }

    @Test
    void while_the_journal_is_full_the_writer_sleeps_although_batches_wait() throws Exception {
        AtomicLong now = new AtomicLong();
        Inbox<WriterCall> full = new Inbox<>(BUDGET, now::get);
        full.put(append(Batches.batch("a", "started")), false);
        now.set(TimeUnit.SECONDS.toNanos(1));

        CompletableFuture<Inbox.Group<WriterCall>> taken = taking(full, false);
        await().until(() -> writer.getState() == Thread.State.TIMED_WAITING);
        full.put(NOTHING_DONE, true);

        assertThat(taken.orTimeout(30, TimeUnit.SECONDS).join().keepers()).containsExactly(NOTHING_DONE);
        assertThat(full.waiting()).isEqualTo(1);
    }

    @Test
    void acknowledgements_alone_are_written_soon() throws Exception {
        inbox.put(NOTHING_DONE, false);

        Inbox.Group<WriterCall> group = inbox.take(true, 60_000);

        assertThat(group.keepers()).containsExactly(NOTHING_DONE);
    }

    @Test
    void a_writer_that_sleeps_is_woken_for_acknowledgements() {
        CompletableFuture<Inbox.Group<WriterCall>> taken = taking();
        await().until(() -> writer.getState() == Thread.State.TIMED_WAITING);

        inbox.put(NOTHING_DONE, false);

        assertThat(taken.orTimeout(30, TimeUnit.SECONDS).join().keepers()).containsExactly(NOTHING_DONE);
    }

    @Test
    void acknowledgements_that_deliveries_wait_for_do_not_linger() throws Exception {
        inbox.put(NOTHING_DONE, true);

        Inbox.Group<WriterCall> group = inbox.take(true, 0);

        assertThat(group.keepers()).containsExactly(NOTHING_DONE);
        assertThat(inbox.take(true, 0).keepers()).isEmpty();
    }

    private CompletableFuture<Inbox.Group<WriterCall>> taking() {
        return taking(inbox, true);
    }

    private CompletableFuture<Inbox.Group<WriterCall>> taking(Inbox<WriterCall> from, boolean appending) {
        CompletableFuture<Inbox.Group<WriterCall>> taken = new CompletableFuture<>();
        writer = new Thread(() -> {
            try {
                taken.complete(from.take(appending, 600_000));
            } catch (InterruptedException e) {
                taken.completeExceptionally(e);
            }
        });
        writer.setDaemon(true);
        writer.start();
        return taken;
    }

    private void fill(Batch batch) {
        try {
            while (true) {
                inbox.put(append(batch), true);
            }
        } catch (InterruptedException | JournalException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Inbox.Append append(Batch batch) {
        return new Inbox.Append(batch, 0, new CompletableFuture<>());
    }
}
