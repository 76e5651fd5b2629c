package io.github.tektoncourier.journal.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.tektoncourier.filter.Globs;
import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.Outcome;
import io.github.tektoncourier.journal.StartFrom;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.delivery.budget.DeliveryBudget;
import io.github.tektoncourier.journal.track.Bookkeeper;
import io.github.tektoncourier.journal.track.EventRow;
import io.github.tektoncourier.journal.track.Progress;
import io.github.tektoncourier.journal.track.ProgressLog;
import io.github.tektoncourier.journal.track.Resume;
import io.github.tektoncourier.journal.track.SequenceGaps;
import io.github.tektoncourier.journal.track.Track;
import io.github.tektoncourier.text.Rate;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A thread that is woken for nothing costs more than the event that another one delivers. */
class WakeUpsTest {

    private static final int EVENTS = 200;

    private final List<EventRow> rows = new CopyOnWriteArrayList<>();
    private final AtomicInteger delivered = new AtomicInteger();
    private final CommitAtOnce progress = new CommitAtOnce();
    private final List<Thread> started = new CopyOnWriteArrayList<>();
    private final DeliveryThreads threads = new DeliveryThreads(2, this::thread, () -> false);
    private RunningSubscription running;
    private volatile Runnable receiver = () -> {};

    /** Commits whenever it is touched, on the caller's thread. */
    private static final class CommitAtOnce implements ProgressLog {
        private volatile long position;
        private volatile int writes;

        @Override
        public void again(long subscription, Progress.Unit behind, int limit, Consumer<List<Progress.Row>> taker) {
            taker.accept(List.of());
        }

        @Override
        public void touch(Bookkeeper keeper) {
            Progress done = keeper.progress();
            if (done != null) {
                writes++;
                keeper.committed(done);
            }
        }

        @Override
        public void press(Bookkeeper keeper) {
            touch(keeper);
        }

        @Override
        public void passed(String subscription, long passed) {
            position = passed;
        }

        @Override
        public void left(String subscription, Bookkeeper keeper) {
            touch(keeper);
        }

        @Override
        public void unreadable(long ordinal, JournalException why) {
            throw why;
        }
    }

    private final class Rows implements Track {

        @Override
        public Optional<byte[]> run(EventRow row) {
            return Optional.empty();
        }

        @Override
        public long head() {
            return rows.size();
        }

        @Override
        public List<EventRow> after(long ordinal, int limit) {
            List<EventRow> all = List.copyOf(rows);
            return all.subList((int) ordinal, (int) Math.min(all.size(), ordinal + limit));
        }

        @Override
        public EventRow event(long ordinal) {
            return rows.get((int) ordinal - 1);
        }

        @Override
        public byte[] body(long snapshot) {
            return new byte[2];
        }

        @Override
        public int length(long snapshot) {
            return 2;
        }
    }

    private Thread thread(Runnable task) {
        Thread thread = new Thread(task);
        started.add(thread);
        return thread;
    }

    @AfterEach
    void close() {
        running.close();
        threads.close();
    }

    @Test
    void a_sink_that_takes_each_event_at_once_wakes_no_thread_for_nothing() {
        running = start();
        one(1);
        long before = waits();

        for (int n = 2; n <= EVENTS + 1; n++) {
            one(n);
        }

        assertThat(waits() - before).isLessThanOrEqualTo(EVENTS * 3 / 2);
    }

    @Test
    void a_limited_sink_gets_all_one_after_the_other() {
        for (int n = 1; n <= 20; n++) {
            rows.add(new EventRow(n, "type", "ns", "taskrun", "", "run-" + n, n, "{}", n));
        }

        running = start(Rate.parse("100/s", "1"));

        await().until(() -> delivered.get() == 20);
    }

    @Test
    void a_stop_does_not_wait_for_a_limit() {
        for (int n = 1; n <= 5; n++) {
            rows.add(new EventRow(n, "type", "ns", "taskrun", "", "run-" + n, n, "{}", n));
        }
        running = start(Rate.parse("1/h", "2"));
        await().until(() -> delivered.get() == 2 && running.quiet(0));

        running.close(); // would take hours

        assertThat(delivered).hasValue(2);
        assertThat(progress.position).isEqualTo(2);
    }

    @Test
    void a_delivery_that_ends_after_its_subscription_has_left_writes_nothing_into_the_books_of_the_next() {
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch sending = new CountDownLatch(1);
        receiver = () -> {
            sending.countDown();
            awaitWhateverHappens(hangs);
        };
        rows.add(new EventRow(1, "type", "ns", "taskrun", "", "run-1", 1, "{}", 1));
        running = start();
        awaitWhateverHappens(sending);
        Thread.currentThread().interrupt(); // the stop does not wait for it
        running.close();
        assertThat(Thread.interrupted()).isTrue();
        int writes = progress.writes;

        hangs.countDown();

        await().until(() -> delivered.get() == 1 && running.quiet(0));
        assertThat(progress.writes).isEqualTo(writes);
    }

    @Test
    void a_route_that_leaves_its_thread_interrupted_stops_nothing() {
        receiver = () -> Thread.currentThread().interrupt();
        for (int n = 1; n <= 3; n++) {
            rows.add(new EventRow(n, "type", "ns", "taskrun", "", "run-" + n, n, "{}", n));
        }

        running = start(Rate.NONE, 1);

        await().until(() -> delivered.get() == 3);
    }

    private static void awaitWhateverHappens(CountDownLatch latch) {
        boolean over = false;
        while (!over) {
            try {
                latch.await();
                over = true;
            } catch (InterruptedException e) {
                // as a receiver's socket, which knows no interrupt
            }
        }
    }

    private RunningSubscription start() {
        return start(Rate.NONE);
    }

    private RunningSubscription start(Rate rate) {
        return start(rate, 8);
    }

    private RunningSubscription start(Rate rate, int lanes) {
        SubscriptionSettings settings = SubscriptionSettings.named("wake-ups")
                .withFilters(Globs.ANY, Globs.ANY, Globs.ANY, Globs.ANY)
                .withStartFrom(new StartFrom.Earliest())
                .withRate(rate)
                .withLanes(lanes);
        Resume resume = new Resume(1, 0, new Progress.Counters(0, 0, 0, 0), "", 0, 0, List.of(), SequenceGaps.none());
        RunningSubscription started = new RunningSubscription(
                settings,
                event -> {
                    receiver.run();
                    delivered.incrementAndGet();
                    return Outcome.DELIVERED;
                },
                new Rows(),
                progress,
                DeliveryBudget.of(64L << 20).account(),
                threads,
                Clock.systemUTC(),
                resume);
        started.start();
        return started;
    }

    /** Appends one event of a run of its own, and waits until it is delivered and all threads wait again. */
    private void one(int n) {
        rows.add(new EventRow(n, "type", "ns", "taskrun", "", "run-" + n, n, "{}", n));
        running.wake();
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> delivered.get() == n && running.quiet(0));
    }

    private long waits() {
        long[] ids = started.stream().mapToLong(Thread::getId).toArray();
        return Arrays.stream(ManagementFactory.getThreadMXBean().getThreadInfo(ids))
                .filter(Objects::nonNull)
                .mapToLong(ThreadInfo::getWaitedCount)
                .sum();
    }
}
