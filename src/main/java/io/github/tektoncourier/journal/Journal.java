package io.github.tektoncourier.journal;

import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.run.Known;
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
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends each event once, durably, before anything is sent, and delivers it to every named subscription. One process
 * owns a journal at a time.
 */
public final class Journal implements Known, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    /** In front of keys in {@code meta} that belong to the user of the journal. */
    private static final String NOTE = "note:";

    private final JournalSettings settings;
    private final Clock clock;
    private final JournalParts parts;
    private final KnownRuns known;
    private final Track track;
    private final DeliveryBudget budget;
    private final Map<String, Subscription> subscriptions = new ConcurrentHashMap<>();
    private final Breakage breakage = new Breakage(this::broke);
    private final CountDownLatch opened = new CountDownLatch(1);
    private final CompletableFuture<Void> mended = new CompletableFuture<>();
    private final long rebuilt;
    private volatile List<Books> lastBooks = List.of();
    private volatile @Nullable Mending mending;
    private volatile boolean closing;

    private Journal(JournalSettings settings, Clock clock, UnaryOperator<Connection> seen)
            throws IOException, SQLException {
        this.settings = settings;
        this.clock = clock;
        this.parts = JournalParts.open(settings, clock, seen, breakage, this::committed);
        this.rebuilt = Meta.rebuilt(parts.connection());
        this.budget = DeliveryBudget.of(Runtime.getRuntime().maxMemory());
        this.track = new SqliteTrack(parts.recent(), parts.snapshots(), parts.readers());
        this.known = new KnownRuns(parts.readers(), parts.told(), parts.scopes());
    }

    /** Takes the directory and opens what is there, or begins a new journal. */
    public static Journal open(JournalSettings settings, Clock clock) {
        return open(settings, clock, UnaryOperator.identity());
    }

    /** The same, for a test that looks at everything that the writer says to the disk. */
    static Journal open(JournalSettings settings, Clock clock, UnaryOperator<Connection> seen) {
        NativeLibrary.load();
        try {
            Journal journal = Opening.patiently(settings, () -> new Journal(settings, clock, seen));
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

    /**
     * Appends what is new of a batch; the future completes when it is on disk. The caller is kept waiting only while
     * the byte budget is used up.
     */
    public CompletableFuture<Void> append(Batch batch) {
        CompletableFuture<Void> durable = new CompletableFuture<>();
        if (breakage.broken()) {
            breakage.strand(durable);
            return durable;
        }
        try {
            parts.inbox().put(new Inbox.Append(batch, clock.millis(), durable));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            durable.completeExceptionally(new JournalException("Interrupted while waiting for the journal", e));
        } catch (JournalException e) {
            if (breakage.broken()) {
                breakage.strand(durable);
            } else {
                durable.completeExceptionally(e);
            }
        }
        return durable;
    }

    /** Begins or resumes a subscription; there is only one of each name. */
    public Subscription subscribe(SubscriptionSettings wanted, Delivery delivery) {
        synchronized (subscriptions) {
            if (subscriptions.containsKey(wanted.name())) {
                throw new JournalException("The subscription " + wanted.name()
                        + " is taken: two routes cannot share one. Give one of them another name.");
            }
            SubscriptionStore.Resume resume = resume(wanted);
            if (resume.gap() > 0) {
                LOG.warn(
                        "Subscription {} was away for longer than its events were kept: {} events were dropped",
                        wanted.name(),
                        resume.gap());
            }
            Subscription subscription =
                    new Subscription(wanted, delivery, track, new Progresses(), budget.account(), clock, resume);
            subscriptions.put(wanted.name(), subscription);
            subscription.start();
            return subscription;
        }
    }

    private SubscriptionStore.Resume resume(SubscriptionSettings wanted) {
        return await(parts.writer().call(connection -> {
            long retained = parts.housekeeping().retained();
            SubscriptionStore.Resume resume = new SubscriptionStore(new Statements(connection))
                    .open(wanted.name(), wanted.startFrom(), head(), retained, clock.millis());
            parts.pins().pin(wanted.name(), resume.position()); // here, because retention has the same thread
            return resume;
        }));
    }

    /**
     * Lets go of subscriptions whose files are gone: nothing is kept for them from now on; deliveries under way may end.
     *
     * @throws JournalException when that could not be written down: say it again later
     */
    public void release(Collection<String> names) {
        names.forEach(parts.pins()::gone);
        List<String> closed =
                names.stream().filter(name -> !subscriptions.containsKey(name)).toList();
        if (!closed.isEmpty()) {
            markGone(closed);
        }
    }

    /** Names of the subscriptions for which the journal keeps what they have not passed, whether or not they run. */
    public Set<String> waitedFor() {
        return Set.copyOf(parts.pins().names());
    }

    /**
     * Takes note that all files are known, and lets go of every subscription that none of them has.
     *
     * @param expected subscriptions of files that run, or would run but for a fault
     * @param off subscriptions of files that are there and switched off
     * @throws JournalException when that could not be written down: say it again later
     */
    public void expectOnly(Set<String> expected, Set<String> off) {
        parts.pins().expect(expected);
        release(parts.pins().names().stream()
                .filter(name -> !expected.contains(name) && !off.contains(name) && !subscriptions.containsKey(name))
                .toList());
    }

    /** A number that was noted under this key; empty when none was. */
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

    /**
     * Notes a number for the next start.
     *
     * @throws JournalException when that could not be written down
     */
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

    private void markGone(Collection<String> names) {
        List<Books> ended =
                await(parts.writer().call(connection -> new SubscriptionStore(new Statements(connection)).gone(names)));
        ended.forEach(EpisodeLog::ended);
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

    /** The books of every subscription that the journal knows, as of the last commit. */
    public List<Books> books() {
        if (!breakage.broken()) {
            lastBooks = KnownRuns.ask(parts.readers(), reader -> BooksQuery.read(reader.connection()));
        }
        return lastBooks;
    }

    /** How much of the journal each subscription holds back, the largest first. */
    public List<Hold> holds() {
        if (breakage.broken()) {
            return List.of();
        }
        long used = parts.housekeeping().used();
        return KnownRuns.ask(parts.readers(), reader -> HoldQuery.read(reader.connection(), used)).stream()
                .filter(hold -> !parts.pins().isGone(hold.subscription()))
                .toList();
    }

    /** The journal as a whole. */
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
    public void retain() {
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
    void onDisk(Inbox.Call call) {
        parts.locked(call);
    }

    /** Lets a test put something between two turns of the writer. */
    void onWriter(Inbox.Call call) {
        parts.inbox().put(call);
    }

    // ---- for subscriptions

    long head() {
        return parts.recent().head();
    }

    /** What subscriptions tell. */
    private final class Progresses implements ProgressLog {

        @Override
        public void touch(Bookkeeper keeper) {
            parts.inbox().put(keeper);
        }

        @Override
        public void passed(String subscription, long position) {
            parts.pins().passed(subscription, position);
        }

        @Override
        public void unreadable(long ordinal, JournalException why) {
            if (why instanceof DamagedException) {
                breakage.report(why);
            } else if (why instanceof MissingException
                    && ordinal > parts.housekeeping().retained()) {
                breakage.report(new DamagedException(String.valueOf(why.getMessage()), why));
            }
        }

        @Override
        public void left(Subscription subscription, Bookkeeper keeper) {
            try {
                if (!breakage.broken()) {
                    touch(keeper);
                    await(parts.writer().call(connection -> true));
                    if (parts.pins().isGone(subscription.name())) {
                        markGone(List.of(subscription.name()));
                    }
                }
            } catch (JournalException e) {
                if (!breakage.broken()) {
                    LOG.warn(
                            "Subscription {} could not record its last deliveries: {}",
                            subscription.name(),
                            e.getMessage());
                }
            }
            if (breakage.broken()) {
                breakage.carry(keeper.progress()); // what the writer did not get to any more
            }
            subscriptions.remove(subscription.name(), subscription);
        }
    }

    /** Asks all subscriptions to end, so that one whose sink hangs does not use up the time of those stopped after it. */
    void stopping() {
        subscriptions.values().forEach(Subscription::ask);
    }

    private void committed(Plan plan) {
        if (!plan.events.isEmpty()) {
            subscriptions.values().forEach(Subscription::wake);
        }
    }

    // ---- when its file is damaged or gone

    /**
     * Completes when the journal's file was put right after it was found damaged or deleted: this journal does nothing
     * any more; close it and open it again.
     */
    public CompletableFuture<Void> mended() {
        return mended;
    }

    /** Ends all waits for a broken journal with an error, because the service stops. */
    public void giveUpWaiting() {
        breakage.release();
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
        Mending work = new Mending(parts::broken, settings, clock, cause);
        mending = work;
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
        for (Subscription subscription : List.copyOf(subscriptions.values())) {
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
        breakage.release();
        if (!breakage.broken()) {
            closeSubscriptions();
            parts.writer().close();
            lookAtFiles();
        }
        if (breakage.broken()) {
            Mending work = mending;
            if (work != null) {
                work.hurry();
            }
            mended.join();
        }
        parts.close();
    }

    /** What was deleted in the last second comes back, too. */
    private void lookAtFiles() {
        try {
            parts.guard().check();
        } catch (LostFileException e) {
            breakage.report(e);
        }
    }
}
