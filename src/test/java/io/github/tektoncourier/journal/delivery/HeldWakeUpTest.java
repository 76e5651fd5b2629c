package io.github.tektoncourier.journal.delivery;

import static org.awaitility.Awaitility.await;

import io.github.tektoncourier.filter.Globs;
import io.github.tektoncourier.journal.Delivery;
import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.Outcome;
import io.github.tektoncourier.journal.StoredEvent;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.delivery.budget.DeliveryBudget;
import io.github.tektoncourier.journal.track.Bookkeeper;
import io.github.tektoncourier.journal.track.EventRow;
import io.github.tektoncourier.journal.track.Progress;
import io.github.tektoncourier.journal.track.ProgressLog;
import io.github.tektoncourier.journal.track.Resume;
import io.github.tektoncourier.journal.track.SequenceGaps;
import io.github.tektoncourier.journal.track.Track;
import io.github.tektoncourier.slot.AddressRule;
import io.github.tektoncourier.slot.NamespaceAnnotations;
import io.github.tektoncourier.slot.Slot;
import io.github.tektoncourier.slot.SlotReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A request that tells of a dead letter without a value while the subscription reads the journal. */
@Timeout(30)
class HeldWakeUpTest implements Track, ProgressLog, Delivery {

    private final CountDownLatch reads = new CountDownLatch(1);
    private final CountDownLatch answers = new CountDownLatch(1);
    private final BlockingQueue<Consumer<List<Progress.Row>>> asked = new LinkedBlockingQueue<>();
    private final List<Long> sent = new CopyOnWriteArrayList<>();
    private final DeliveryThreads threads = DeliveryThreads.start();
    private final RunningSubscription running = new RunningSubscription(
            SubscriptionSettings.named("s").withFilters(Globs.ANY, Globs.ANY, Globs.ANY, Globs.ANY),
            this,
            this,
            this,
            DeliveryBudget.of(64L << 20).account(),
            threads,
            Clock.systemUTC(),
            new Resume(1, 1, new Progress.Counters(0, 0, 0, 0), "", 0, 0, List.of(), SequenceGaps.none()));

    @AfterEach
    void close() {
        answers.countDown();
        running.close();
        threads.close();
    }

    @Test
    void the_letter_is_read_as_soon_as_that_is_over() throws Exception {
        running.start();
        reads.await();

        asked.take().accept(List.of(new Progress.Row(1, Progress.Row.RETRIED, "run", 0, 0, 0, 0, "", "")));
        answers.countDown();

        await().atMost(5, TimeUnit.SECONDS).until(() -> sent.containsAll(List.of(1L, 2L)));
    }

    @Override
    public Outcome deliver(StoredEvent event) {
        sent.add(event.sequence());
        return Outcome.DELIVERED;
    }

    @Override
    public SlotReader slot() {
        Slot slot = Slot.of(new Slot.Parameters("to", "", "[a-z]+", "", "", "", ""), AddressRule.NONE)
                .orElseThrow();
        return new SlotReader(slot, NamespaceAnnotations.NONE);
    }

    @Override
    public long head() {
        return 2;
    }

    @Override
    public List<EventRow> after(long ordinal, int limit) {
        reads.countDown();
        try {
            answers.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return List.of(event(2));
    }

    @Override
    public EventRow event(long ordinal) {
        return new EventRow(ordinal, "t", "ns", "taskrun", "", "run-" + ordinal, 0, "{}", ordinal);
    }

    @Override
    public byte[] body(long snapshot) {
        return new byte[2];
    }

    @Override
    public int length(long snapshot) {
        return 2;
    }

    @Override
    public Optional<byte[]> run(EventRow row) {
        return Optional.of(
                "{\"metadata\":{\"name\":\"r\",\"namespace\":\"ns\",\"uid\":\"r\",\"annotations\":{\"%sto\":\"a\"}}}"
                        .formatted(Slot.PREFIX)
                        .getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void again(long subscription, Progress.Unit behind, int limit, Consumer<List<Progress.Row>> taker) {
        asked.add(taker);
    }

    @Override
    public void touch(Bookkeeper keeper) {}

    @Override
    public void press(Bookkeeper keeper) {}

    @Override
    public void passed(String subscription, long position) {}

    @Override
    public void left(String subscription, Bookkeeper keeper) {}

    @Override
    public void unreadable(long ordinal, JournalException why) {
        throw why;
    }
}
