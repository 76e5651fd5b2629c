package io.github.tektoncourier.journal.sqlite;

import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.Delivery;
import io.github.tektoncourier.journal.EventFilter;
import io.github.tektoncourier.journal.Hold;
import io.github.tektoncourier.journal.Journal;
import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.SinkState;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.Totals;
import io.github.tektoncourier.journal.append.Inbox;
import io.github.tektoncourier.journal.append.KnownRuns;
import io.github.tektoncourier.journal.append.Plan;
import io.github.tektoncourier.journal.delivery.DeliveryBudget;
import io.github.tektoncourier.journal.delivery.DeliveryThreads;
import io.github.tektoncourier.journal.delivery.EpisodeLog;
import io.github.tektoncourier.journal.delivery.RunningSubscription;
import io.github.tektoncourier.journal.history.Figures;
import io.github.tektoncourier.journal.sqlite.repair.LiveRepair;
import io.github.tektoncourier.journal.sqlite.retain.HoldQuery;
import io.github.tektoncourier.journal.sqlite.store.BooksQuery;
import io.github.tektoncourier.journal.sqlite.store.DiskTrouble;
import io.github.tektoncourier.journal.sqlite.store.FilterTable;
import io.github.tektoncourier.journal.sqlite.store.JournalFault;
import io.github.tektoncourier.journal.sqlite.store.LostFileException;
import io.github.tektoncourier.journal.sqlite.store.Meta;
import io.github.tektoncourier.journal.sqlite.store.NativeLibrary;
import io.github.tektoncourier.journal.sqlite.store.Statements;
import io.github.tektoncourier.journal.sqlite.store.SubscriptionStore;
import io.github.tektoncourier.journal.sqlite.write.WriterCall;
import io.github.tektoncourier.journal.track.Bookkeeper;
import io.github.tektoncourier.journal.track.DamagedException;
import io.github.tektoncourier.journal.track.MissingException;
import io.github.tektoncourier.journal.track.Progress;
import io.github.tektoncourier.journal.track.ProgressLog;
import io.github.tektoncourier.journal.track.Resume;
import io.github.tektoncourier.journal.track.Track;
import io.github.tektoncourier.run.KnownRun;
import io.github.tektoncourier.run.Scope;
import io.github.tektoncourier.text.LogText;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The embedded journal: one SQLite file that one process owns at a time. */
public final class SqliteJournal implements Journal {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteJournal.class);

    /** In front of keys in {@code meta} that belong to the user of the journal. */
    private static final String NOTE = "note:";

    private static final long LAST_WRITE_SECONDS = 5;

    private final JournalSettings settings;
    private final Clock clock;
    private final JournalParts parts;
    private final KnownRuns known;
    private final Track track;
    private final DeliveryBudget budget;
    private final DeliveryThreads threads;
    private final RunningSubscriptions running = new RunningSubscriptions();
    private final Map<String, RunningSubscription> subscriptions = new ConcurrentHashMap<>();
    private final JournalFault fault = new JournalFault(this::broke);
    private final CountDownLatch opened = new CountDownLatch(1);
    private final CompletableFuture<Void> mended = new CompletableFuture<>();
    private final CompletableFuture<Void> givenUp = new CompletableFuture<>();
    private final long rebuilt;
    private volatile List<Books> lastBooks = List.of();
    private volatile @Nullable LiveRepair repair;
    private volatile boolean closing;

    private SqliteJournal(JournalSettings settings, Clock clock, UnaryOperator<Connection> seen)
            throws IOException, SQLException {
        this.settings = settings;
        this.clock = clock;
        this.parts = JournalParts.open(settings, clock, seen, fault, running::changed, this::committed);
        this.rebuilt = Meta.rebuilt(parts.connection());
        this.budget = DeliveryBudget.of(Runtime.getRuntime().maxMemory());
        this.track = new SqliteTrack(parts.recent(), parts.snapshots(), parts.readers());
        this.known =
                new KnownRuns(new SqliteRunIndex(parts.readers(), parts.snapshots()), parts.told(), parts.scopes());
        this.threads = DeliveryThreads.start();
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
            parts.inbox().put(new Inbox.Append(batch, clock.millis(), durable));
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

    @Override
    public RunningSubscription subscribe(SubscriptionSettings wanted, Delivery delivery) {
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
                    wanted, delivery, track, new Progresses(), budget.account(), threads, clock, resume);
            subscriptions.put(wanted.name(), subscription);
            running.started(resume.id(), subscription);
            subscription.start();
            return subscription;
        }
    }

    private Resume resume(SubscriptionSettings wanted, Delivery delivery) {
        return await(parts.writer().call(connection -> {
            long retained = parts.housekeeping().retained();
            Resume resume = new SubscriptionStore(new Statements(connection))
                    .open(wanted.name(), wanted.startFrom(), head(), retained, clock.millis());
            running.resumed(resume.id());
            FilterTable.note(connection, resume.id(), resume.position(), EventFilter.of(wanted, delivery));
            parts.pins().pin(wanted.name(), resume.position()); // here, because retention has the same thread
            return resume;
        }));
    }

    @Override
    public void release(Collection<String> names) {
        names.forEach(parts.pins()::gone);
        List<String> closed =
                names.stream().filter(name -> !subscriptions.containsKey(name)).toList();
        if (!closed.isEmpty()) {
            markGone(closed);
        }
    }

    @Override
    public void forget(Collection<String> names) {
        List<String> closed =
                names.stream().filter(name -> !subscriptions.containsKey(name)).toList();
        if (!closed.isEmpty()) {
            await(parts.writer().call(connection -> {
                new SubscriptionStore(new Statements(connection)).forget(closed);
                closed.forEach(parts.pins()::gone);
                return closed.size();
            }));
        }
    }

    @Override
    public Set<String> waitedFor() {
        return Set.copyOf(parts.pins().names());
    }

    @Override
    public void expectOnly(Set<String> expected, Set<String> off) {
        parts.pins().expect(expected);
        release(parts.pins().names().stream()
                .filter(name -> !expected.contains(name) && !off.contains(name) && !subscriptions.containsKey(name))
                .toList());
    }

    @Override
    public OptionalLong noted(String key) {
        return await(parts.writer().call(connection -> {
            try (PreparedStatement query = connection.prepareStatement("SELECT value FROM meta WHERE key = ?")) {
                query.setString(1, NOTE + key);
                try (ResultSet row = query.executeQuery()) {
                    return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
                }
            }
        }));
    }

    @Override
    public void note(String key, long value) {
        await(parts.writer().call(connection -> {
            try (PreparedStatement note =
                    connection.prepareStatement("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)")) {
                note.setString(1, NOTE + key);
                note.setLong(2, value);
                return note.executeUpdate();
            }
        }));
    }

    @Override
    public Optional<SinkState> sinkState(String subscription) {
        return Optional.of(new SqliteSinkState(subscription, parts.readers(), parts.writer(), clock));
    }

    private void markGone(Collection<String> names) {
        List<Books> ended =
                await(parts.writer().call(connection -> new SubscriptionStore(new Statements(connection)).gone(names)));
        ended.forEach(EpisodeLog::ended);
    }

    /** A disk that takes nothing holds up no stop: what could not be recorded is delivered once more after the next start. */
    private <T> CompletableFuture<T> boundedOnceGivenUp(CompletableFuture<T> write) {
        var unused = givenUp.thenRun(() -> CompletableFuture.delayedExecutor(LAST_WRITE_SECONDS, TimeUnit.SECONDS)
                .execute(() -> write.completeExceptionally(
                        new JournalException("its disk takes no writes. They are repeated after the next start"))));
        return write;
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause();
            throw new JournalException(
                    "The journal cannot do this: " + LogText.line(cause == null ? "" : cause.getMessage(), 200), e);
        }
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
        await(parts.retain());
    }

    @Override
    public Position position(Scope scope) {
        return known.position(scope);
    }

    @Override
    public Set<String> told(String uid) {
        return known.told(uid);
    }

    @Override
    public Optional<byte[]> latest(String uid) {
        return known.latest(uid);
    }

    @Override
    public List<byte[]> children(String pipelineRunUid, int limit, int bytes) {
        return known.children(pipelineRunUid, limit, bytes);
    }

    @Override
    public Optional<KnownRun> ofPod(String namespace, String podName) {
        return known.ofPod(namespace, podName);
    }

    @Override
    public Optional<KnownRun> ofPod(String namespace, String podName, String podUid) {
        return known.ofPod(namespace, podName, podUid);
    }

    @Override
    public boolean isLive(String uid) {
        return known.isLive(uid);
    }

    @Override
    public List<KnownRun> recent(Scope scope, int limit) {
        return known.recent(scope, limit);
    }

    @Override
    public Map<Scope, Position> positions() {
        return known.positions();
    }

    @Override
    public void live(Scope scope, Consumer<KnownRun> each) {
        known.live(scope, each);
    }

    @Override
    public Optional<Instant> reached(Scope scope) {
        return known.reached(scope);
    }

    /** Lets a test make the disk behave as disks do; does not wait. */
    void onDisk(WriterCall call) {
        parts.locked(call);
    }

    /** Lets a test put something between two turns of the writer. */
    void onWriter(WriterCall call) {
        parts.inbox().call(call);
    }

    // ---- for subscriptions

    long head() {
        return parts.recent().head();
    }

    /** What subscriptions tell. */
    private final class Progresses implements ProgressLog {

        @Override
        public void touch(Bookkeeper keeper) {
            parts.inbox().put(keeper, false);
        }

        @Override
        public void press(Bookkeeper keeper) {
            parts.inbox().put(keeper, true);
        }

        @Override
        public void passed(String subscription, long position) {
            parts.pins().passed(subscription, position);
        }

        @Override
        public void filtered(long subscription, String parameter) {
            parts.writer().counts().filtered(subscription, parameter);
        }

        @Override
        public void unreadable(long ordinal, JournalException why) {
            if (why instanceof DamagedException) {
                fault.report(why);
            } else if (why instanceof MissingException
                    && ordinal > parts.housekeeping().retained()) {
                fault.report(new DamagedException(String.valueOf(why.getMessage()), why));
            }
        }

        @Override
        public void again(long subscription, Progress.Unit behind, int limit, Consumer<List<Progress.Row>> taker) {
            try {
                parts.inbox().call(connection -> {
                    Statements statements = new Statements(connection);
                    try {
                        taker.accept(new SubscriptionStore(statements).again(subscription, behind, limit));
                    } finally {
                        statements.forget(); // the driver keeps each statement that is not closed
                    }
                });
            } catch (JournalException closed) {
                LOG.debug("What goes again waits for the next start", closed);
            }
        }

        @Override
        public void left(String subscription, Bookkeeper keeper) {
            try {
                if (!fault.broken()) {
                    touch(keeper);
                    await(boundedOnceGivenUp(parts.writer().call(connection -> true)));
                    if (parts.pins().isGone(subscription)) {
                        markGone(List.of(subscription));
                    }
                }
            } catch (JournalException e) {
                if (!fault.broken()) {
                    LOG.warn("Subscription {} could not record its last deliveries: {}", subscription, e.getMessage());
                }
            }
            if (fault.broken()) {
                fault.carry(keeper.progress()); // what the writer did not get to any more
            }
            subscriptions.remove(subscription);
        }
    }

    @Override
    public void stopping() {
        subscriptions.values().forEach(RunningSubscription::stopAccepting);
    }

    private void committed(Plan plan) {
        if (!plan.events.isEmpty()) {
            subscriptions.values().forEach(RunningSubscription::wake);
        }
    }

    // ---- when its file is damaged or gone

    @Override
    public CompletableFuture<Void> ended() {
        return mended;
    }

    @Override
    public void giveUpWaiting() {
        fault.release();
        givenUp.complete(null);
    }

    private void broke(Throwable cause) {
        Thread thread = new Thread(() -> mend(cause), "journal-mending");
        thread.setDaemon(true);
        thread.start();
    }

    private void mend(Throwable cause) {
        try {
            opened.await();
        } catch (InterruptedException e) {
            return;
        }
        LOG.error(
                "The journal's file cannot be used any more: {}. Nothing is acknowledged, deliveries end and the watch"
                        + " waits until it is put right.",
                DiskTrouble.words(cause));
        LiveRepair work = new LiveRepair(parts::broken, settings, clock, cause);
        repair = work;
        if (closing) {
            work.hurry();
        }
        parts.writer().close();
        closeSubscriptions();
        work.run();
        mended.complete(null);
    }

    private void closeSubscriptions() {
        stopping();
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

    @Override
    public void close() {
        synchronized (mended) {
            if (closing) {
                return;
            }
            closing = true;
        }
        fault.release();
        if (!fault.broken()) {
            closeSubscriptions();
            parts.writer().close();
            lookAtFiles();
        }
        if (fault.broken()) {
            LiveRepair work = repair;
            if (work != null) {
                work.hurry();
            }
            mended.join();
        }
        threads.close();
        parts.close();
    }

    /** What was deleted in the last second comes back, too. */
    private void lookAtFiles() {
        try {
            parts.guard().check();
        } catch (LostFileException e) {
            fault.report(e);
        }
    }
}
