package io.github.tektoncourier.journal.sqlite;

import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.journal.Delivery;
import io.github.tektoncourier.journal.EventFilter;
import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.append.Urgency;
import io.github.tektoncourier.journal.delivery.DeliveryThreads;
import io.github.tektoncourier.journal.delivery.RunningSubscription;
import io.github.tektoncourier.journal.delivery.budget.DeliveryBudget;
import io.github.tektoncourier.journal.sqlite.store.FilterTable;
import io.github.tektoncourier.journal.sqlite.store.Statements;
import io.github.tektoncourier.journal.sqlite.store.SubscriptionStore;
import io.github.tektoncourier.journal.track.Resume;
import io.github.tektoncourier.journal.track.Track;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The subscriptions of one journal: which run, and for which of them events are kept. */
final class SqliteSubscriptions {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteSubscriptions.class);

    private final JournalParts parts;
    private final Clock clock;
    private final Track track;
    private final RunningSubscriptions running;
    private final SqliteProgressLog progress;
    private final DeliveryBudget budget = DeliveryBudget.of(Runtime.getRuntime().maxMemory());
    private final DeliveryThreads threads = DeliveryThreads.start();
    private final Map<String, RunningSubscription> subscriptions = new ConcurrentHashMap<>();

    /** @param running is told of requests by the writer of {@code parts} */
    SqliteSubscriptions(JournalParts parts, RunningSubscriptions running, Clock clock) {
        this.parts = parts;
        this.clock = clock;
        this.running = running;
        this.track = new SqliteTrack(parts.recent(), parts.snapshots(), parts.readers());
        this.progress = new SqliteProgressLog(parts, subscriptions::remove);
    }

    RunningSubscription subscribe(SubscriptionSettings wanted, Delivery delivery) {
        synchronized (subscriptions) {
            if (subscriptions.containsKey(wanted.name())) {
                throw new JournalException("The subscription " + wanted.name()
                        + " is taken: two routes cannot share one. Give one of them another name.");
            }
            Resume resume = resume(wanted, delivery);
            if (resume.gap() > 0) {
                LOG.warn(
                        "Subscription {} was away for longer than its events were kept: {} events were dropped",
                        wanted.name(),
                        resume.gap());
            }
            RunningSubscription subscription = new RunningSubscription(
                    wanted, delivery, track, progress, budget.account(), threads, clock, resume);
            subscriptions.put(wanted.name(), subscription);
            running.started(resume.id(), subscription);
            subscription.start();
            return subscription;
        }
    }

    private Resume resume(SubscriptionSettings wanted, Delivery delivery) {
        return parts.write(connection -> {
            long retained = parts.housekeeping().retained();
            Resume resume = new SubscriptionStore(new Statements(connection))
                    .open(wanted.name(), wanted.startFrom(), parts.recent().head(), retained, clock.millis());
            running.resumed(resume.id());
            FilterTable.note(connection, resume.id(), resume.position(), EventFilter.of(wanted, delivery));
            parts.pins().pin(wanted.name(), resume.position()); // here, because retention has the same thread
            return resume;
        });
    }

    void release(Collection<String> names) {
        names.forEach(parts.pins()::gone);
        List<String> closed = closed(names);
        if (!closed.isEmpty()) {
            parts.markGone(closed);
        }
    }

    void forget(Collection<String> names) {
        List<String> closed = closed(names);
        if (!closed.isEmpty()) {
            parts.write(connection -> {
                new SubscriptionStore(new Statements(connection)).forget(closed);
                closed.forEach(parts.pins()::gone);
                return closed.size();
            });
        }
    }

    private List<String> closed(Collection<String> names) {
        return names.stream().filter(name -> !subscriptions.containsKey(name)).toList();
    }

    Set<String> waitedFor() {
        return Set.copyOf(parts.pins().names());
    }

    void expectOnly(Set<String> expected, Set<String> off) {
        parts.pins().expect(expected);
        release(parts.pins().names().stream()
                .filter(name -> !expected.contains(name) && !off.contains(name) && !subscriptions.containsKey(name))
                .toList());
    }

    /** Whether the batch is to be written at once. */
    boolean waitFor(Batch batch) {
        return Urgency.isWaitedFor(
                batch,
                subscriptions.values().stream()
                        .map(RunningSubscription::settings)
                        .toList());
    }

    /** Events were appended. */
    void wake() {
        subscriptions.values().forEach(RunningSubscription::wake);
    }

    void stopAccepting() {
        subscriptions.values().forEach(RunningSubscription::stopAccepting);
    }

    void giveUpWaiting() {
        progress.giveUpWaiting();
    }

    /** Ends all at the same time, and waits for it. */
    void close() {
        stopAccepting();
        List<Thread> closing = new ArrayList<>();
        for (RunningSubscription subscription : List.copyOf(subscriptions.values())) {
            Thread thread = new Thread(subscription::close, "close-" + subscription.name());
            thread.start();
            closing.add(thread);
        }
        for (Thread thread : closing) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The threads of all subscriptions end. */
    void closeThreads() {
        threads.close();
    }
}
