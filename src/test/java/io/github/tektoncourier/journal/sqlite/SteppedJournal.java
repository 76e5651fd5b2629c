package io.github.tektoncourier.journal.sqlite;

import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.delivery.RunningSubscription;
import io.github.tektoncourier.journal.sqlite.write.WriterCall;
import java.sql.Connection;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A real journal whose writer does one turn at a time, when told to; between turns all threads are idle. */
final class SteppedJournal {

    private static final long PATIENCE_NANOS = Duration.ofSeconds(20).toNanos();

    private static final Set<Thread.State> WAITS =
            Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING, Thread.State.TERMINATED);

    private final SqliteJournal journal;
    private final Map<String, RunningSubscription> subscriptions = new HashMap<>();
    private final Map<String, ModelSink> sinks = new HashMap<>();
    private Gate gate = new Gate();

    /** Holds the writer. */
    private static final class Gate implements WriterCall {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch open = new CountDownLatch(1);

        @Override
        public void run(Connection connection) {
            reached.countDown();
            try {
                open.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void await() throws InterruptedException {
            if (!reached.await(PATIENCE_NANOS, TimeUnit.NANOSECONDS)) {
                throw new AssertionError("the writer is stuck");
            }
        }
    }

    SteppedJournal(SqliteJournal journal) throws InterruptedException {
        this.journal = journal;
        journal.onWriter(gate);
        gate.await();
    }

    SqliteJournal journal() {
        return journal;
    }

    boolean open(String name) {
        return subscriptions.containsKey(name);
    }

    CompletableFuture<Void> append(Batch batch) {
        return journal.append(batch);
    }

    /** Something that the writer does with its next turn. */
    void withNextTurn(WriterCall call) {
        journal.onWriter(call);
    }

    /** Lets the writer take everything that waits, as one group. */
    void turn() throws InterruptedException {
        settle();
        Gate next = new Gate();
        journal.onWriter(next);
        gate.open.countDown();
        gate = next;
        next.await();
        settle();
    }

    void subscribe(ModelSubscription wanted) throws InterruptedException {
        AtomicReference<RunningSubscription> made = new AtomicReference<>();
        wanted.sink.waits();
        work(
                () -> {
                    try {
                        made.set(journal.subscribe(wanted.settings, wanted.sink));
                    } catch (JournalException theDiskRefused) {
                        // as the model wanted
                    }
                },
                () -> {});
        if (made.get() != null) {
            sinks.put(wanted.name(), wanted.sink);
            subscriptions.put(wanted.name(), made.get());
        }
        turn();
    }

    /** @param answer for what is under way when it stops to take more */
    void unsubscribe(ModelSubscription gone, Runnable answer) throws InterruptedException {
        RunningSubscription closing = subscriptions.remove(gone.name());
        if (closing != null) {
            work(closing::close, answer);
            sinks.remove(gone.name());
        }
    }

    /** Its file is gone. */
    void release(String name) throws InterruptedException {
        work(
                () -> {
                    try {
                        journal.release(Set.of(name));
                    } catch (JournalException theDiskRefused) {
                        // as the model wanted
                    }
                },
                () -> {});
    }

    /** Does what must wait for the writer, turning it as often as that needs. */
    private void work(Runnable task, Runnable whenItWaits) throws InterruptedException {
        Thread thread = new Thread(task, "model-work");
        thread.start();
        soon(() -> WAITS.contains(thread.getState()));
        whenItWaits.run();
        soon(() -> {
            Thread.State state = thread.getState();
            if (state == Thread.State.WAITING) {
                turnUnchecked();
            }
            return state == Thread.State.TERMINATED;
        });
        thread.join();
    }

    private void turnUnchecked() {
        try {
            turn();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks at the clock again. */
    void wake() throws InterruptedException {
        subscriptions.values().forEach(RunningSubscription::wake);
        settle();
    }

    /** Until everybody waits for something. */
    void settle() throws InterruptedException {
        soon(() -> subscriptions.entrySet().stream().allMatch(entry -> {
            ModelSink sink = sinks.get(entry.getKey());
            return sink != null && entry.getValue().quiet(sink.sending());
        }));
    }

    private static void soon(BooleanSupplier done) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        for (int i = 0; !done.getAsBoolean(); i++) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it does not come to rest");
            }
            if (i > 100) {
                LockSupport.parkNanos(50_000);
            } else {
                Thread.onSpinWait();
            }
        }
    }

    /** An orderly end. */
    void close() {
        gate.open.countDown();
        journal.close();
        subscriptions.clear();
    }

    @Nullable
    ModelSink sink(String name) {
        return sinks.get(name);
    }
}
