package io.github.tektoncourier.journal.sqlite;

import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.Delivery;
import io.github.tektoncourier.journal.Hold;
import io.github.tektoncourier.journal.Journal;
import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.SinkState;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.Totals;
import io.github.tektoncourier.journal.append.ForwardingKnown;
import io.github.tektoncourier.journal.append.Inbox;
import io.github.tektoncourier.journal.append.KnownRuns;
import io.github.tektoncourier.journal.append.Plan;
import io.github.tektoncourier.journal.delivery.RunningSubscription;
import io.github.tektoncourier.journal.history.Figures;
import io.github.tektoncourier.journal.sqlite.retain.HoldQuery;
import io.github.tektoncourier.journal.sqlite.store.BooksQuery;
import io.github.tektoncourier.journal.sqlite.store.DiskTrouble;
import io.github.tektoncourier.journal.sqlite.store.JournalFault;
import io.github.tektoncourier.journal.sqlite.store.Meta;
import io.github.tektoncourier.journal.sqlite.store.NativeLibrary;
import io.github.tektoncourier.journal.sqlite.write.WriterCall;
import io.github.tektoncourier.journal.tail.LogTailStore;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;

/** The embedded journal: one SQLite file that one process owns at a time. */
public final class SqliteJournal extends ForwardingKnown implements Journal {

    private final JournalSettings settings;
    private final Clock clock;
    private final JournalParts parts;
    private final KnownRuns known;
    private final SqliteSubscriptions subscriptions;
    private final JournalShutdown shutdown;
    private final JournalFault fault = new JournalFault(this::broke);
    private final CountDownLatch opened = new CountDownLatch(1);
    private final long rebuilt;
    private volatile List<Books> lastBooks = List.of();

    private SqliteJournal(JournalSettings settings, Clock clock, UnaryOperator<Connection> seen)
            throws IOException, SQLException {
        this.settings = settings;
        this.clock = clock;
        RunningSubscriptions running = new RunningSubscriptions();
        this.parts = JournalAssembly.open(settings, clock, seen, fault, running::changed, this::committed);
        this.rebuilt = Meta.rebuilt(parts.connection());
        this.known =
                new KnownRuns(new SqliteRunIndex(parts.readers(), parts.snapshots()), parts.told(), parts.scopes());
        this.subscriptions = new SqliteSubscriptions(parts, running, clock);
        this.shutdown = new JournalShutdown(parts, subscriptions, settings, clock);
    }

    /** Takes the directory and opens what is there, or begins a new journal. */
    public static SqliteJournal open(JournalSettings settings, Clock clock) {
        return open(settings, clock, UnaryOperator.identity());
    }

    /** The same, for a test that looks at everything that the writer says to the disk. */
    static SqliteJournal open(JournalSettings settings, Clock clock, UnaryOperator<Connection> seen) {
        NativeLibrary.load();
        try {
            SqliteJournal journal = OpenRetry.patiently(settings, () -> new SqliteJournal(settings, clock, seen));
            journal.parts.writer().start();
            journal.opened.countDown();
            return journal;
        } catch (IOException | SQLException e) {
            throw new JournalException(
                    "The journal in " + settings.directory().toAbsolutePath() + " cannot be opened: "
                            + DiskTrouble.words(e)
                            + ". Check that the directory exists or can be made, is writable and has room.",
                    e);
        }
    }

    @Override
    public CompletableFuture<Void> append(Batch batch) {
        CompletableFuture<Void> durable = new CompletableFuture<>();
        if (fault.broken()) {
            fault.strand(durable);
            return durable;
        }
        try {
            parts.inbox().put(new Inbox.Append(batch, clock.millis(), durable), subscriptions.waitFor(batch));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            durable.completeExceptionally(new JournalException("Interrupted while waiting for the journal", e));
        } catch (JournalException e) {
            if (fault.broken()) {
                fault.strand(durable);
            } else {
                durable.completeExceptionally(e);
            }
        }
        return durable;
    }

    private void committed(Plan plan) {
        if (!plan.events.isEmpty()) {
            subscriptions.wake();
        }
    }

    @Override
    protected KnownRuns known() {
        return known;
    }

    @Override
    public RunningSubscription subscribe(SubscriptionSettings wanted, Delivery delivery) {
        return subscriptions.subscribe(wanted, delivery);
    }

    @Override
    public void release(Collection<String> names) {
        subscriptions.release(names);
    }

    @Override
    public void forget(Collection<String> names) {
        subscriptions.forget(names);
    }

    @Override
    public Set<String> waitedFor() {
        return subscriptions.waitedFor();
    }

    @Override
    public void expectOnly(Set<String> expected, Set<String> off) {
        subscriptions.expectOnly(expected, off);
    }

    @Override
    public OptionalLong noted(String key) {
        return parts.write(connection -> Meta.noted(connection, key));
    }

    @Override
    public void note(String key, long value) {
        int unused = parts.write(connection -> Meta.note(connection, key, value));
    }

    @Override
    public Optional<SinkState> sinkState(String subscription) {
        return Optional.of(new SqliteSinkState(subscription, parts.readers(), parts.writer(), clock));
    }

    @Override
    public LogTailStore logTails() {
        return new SqliteLogTails(parts.readers(), parts.writer(), clock);
    }

    @Override
    public List<Books> books() {
        if (!fault.broken()) {
            lastBooks = parts.readers().answer(reader -> BooksQuery.read(reader.connection()));
        }
        return lastBooks;
    }

    @Override
    public Figures figures() {
        Map<Long, String> names =
                fault.broken() ? Map.of() : parts.readers().answer(reader -> BooksQuery.names(reader.connection()));
        return parts.writer().counts().figures(names);
    }

    @Override
    public List<Hold> holds() {
        if (fault.broken()) {
            return List.of();
        }
        long used = parts.housekeeping().used();
        return parts.readers().answer(reader -> HoldQuery.read(reader.connection(), used)).stream()
                .filter(hold -> !parts.pins().isGone(hold.subscription()))
                .toList();
    }

    @Override
    public Totals totals() {
        String trouble = parts.writer().trouble();
        return new Totals(
                head(),
                parts.housekeeping().used(),
                settings.maxSize(),
                parts.scopes().size(),
                parts.inbox().waiting(),
                parts.housekeeping().full(),
                trouble == null ? "" : trouble,
                rebuilt);
    }

    /** Takes out at once what retention allows; it happens by itself every minute. */
    void retain() {
        parts.retain();
    }

    /** Lets a test make the disk behave as disks do; does not wait. */
    void onDisk(WriterCall call) {
        parts.locked(call);
    }

    /** Lets a test put something between two turns of the writer. */
    void onWriter(WriterCall call) {
        parts.inbox().call(call);
    }

    long head() {
        return parts.recent().head();
    }

    @Override
    public void stopping() {
        subscriptions.stopAccepting();
    }

    @Override
    public void giveUpWaiting() {
        fault.release();
        subscriptions.giveUpWaiting();
    }

    @Override
    public CompletableFuture<Void> ended() {
        return shutdown.repaired();
    }

    private void broke(Throwable cause) {
        Thread thread = new Thread(() -> repair(cause), "journal-mending");
        thread.setDaemon(true);
        thread.start();
    }

    private void repair(Throwable cause) {
        try {
            opened.await();
        } catch (InterruptedException e) {
            return;
        }
        shutdown.repair(cause);
    }

    @Override
    public void close() {
        shutdown.close();
    }
}
