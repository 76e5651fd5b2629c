package io.github.tektoncourier.journal.sqlite;

import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.append.Inbox;
import io.github.tektoncourier.journal.append.Plan;
import io.github.tektoncourier.journal.append.Planner;
import io.github.tektoncourier.journal.append.Recent;
import io.github.tektoncourier.journal.append.Scopes;
import io.github.tektoncourier.journal.append.Snapshots;
import io.github.tektoncourier.journal.append.ToldCache;
import io.github.tektoncourier.journal.sqlite.repair.Health;
import io.github.tektoncourier.journal.sqlite.repair.Mending;
import io.github.tektoncourier.journal.sqlite.repair.Rebuild;
import io.github.tektoncourier.journal.sqlite.repair.Replacement;
import io.github.tektoncourier.journal.sqlite.retain.Checkpoints;
import io.github.tektoncourier.journal.sqlite.retain.Housekeeping;
import io.github.tektoncourier.journal.sqlite.retain.LeftScopes;
import io.github.tektoncourier.journal.sqlite.retain.Pins;
import io.github.tektoncourier.journal.sqlite.retain.Retention;
import io.github.tektoncourier.journal.sqlite.retain.Room;
import io.github.tektoncourier.journal.sqlite.store.Breakage;
import io.github.tektoncourier.journal.sqlite.store.Database;
import io.github.tektoncourier.journal.sqlite.store.DirectoryLock;
import io.github.tektoncourier.journal.sqlite.store.FileGuard;
import io.github.tektoncourier.journal.sqlite.store.GapTable;
import io.github.tektoncourier.journal.sqlite.store.JournalFiles;
import io.github.tektoncourier.journal.sqlite.store.Mark;
import io.github.tektoncourier.journal.sqlite.store.Meta;
import io.github.tektoncourier.journal.sqlite.store.PrivateFiles;
import io.github.tektoncourier.journal.sqlite.store.Reader;
import io.github.tektoncourier.journal.sqlite.store.Readers;
import io.github.tektoncourier.journal.sqlite.store.Statements;
import io.github.tektoncourier.journal.sqlite.store.SubscriptionStore;
import io.github.tektoncourier.journal.sqlite.write.GroupCommit;
import io.github.tektoncourier.journal.sqlite.write.Store;
import io.github.tektoncourier.journal.sqlite.write.Writer;
import io.github.tektoncourier.journal.sqlite.write.WriterCall;
import io.github.tektoncourier.journal.track.DamagedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an open journal consists of, put together in the one order that works. */
record JournalParts(
        DirectoryLock lock,
        Connection connection,
        ReentrantLock writing,
        Readers readers,
        Reader planning,
        Checkpoints checkpoints,
        Recent recent,
        Snapshots snapshots,
        ToldCache told,
        Scopes scopes,
        Pins pins,
        Inbox<WriterCall> inbox,
        Housekeeping housekeeping,
        FileGuard guard,
        Mark mark,
        Breakage breakage,
        Writer writer) {

    private static final Logger LOG = LoggerFactory.getLogger(JournalParts.class);
    private static final int READERS = 3;
    private static final int RECENT_EVENTS = 2_048;
    private static final int TOLD_RUNS = 8_192;

    static JournalParts open(
            JournalSettings settings,
            Clock clock,
            UnaryOperator<Connection> seen,
            Breakage breakage,
            Consumer<Plan> committed)
            throws IOException, SQLException {
        DirectoryLock lock = DirectoryLock.take(settings.directory(), settings.lockWait());
        Connection connection = null;
        try {
            new Replacement(settings).resume(clock.instant());
            connection = connect(settings, clock, seen);
            return assemble(settings, clock, committed, lock, connection, breakage);
        } catch (SQLException | RuntimeException e) {
            if (connection != null) {
                connection.close();
            }
            lock.close();
            throw e;
        }
    }

    /** Makes sure that it is sound; what is not is rebuilt. */
    private static Connection connect(JournalSettings settings, Clock clock, UnaryOperator<Connection> seen)
            throws IOException, SQLException {
        Mark.Reached reached = Mark.read(settings);
        if (reached.head() > 0 && !Files.exists(JournalFiles.of(settings).database())) {
            PrivateFiles.create(JournalFiles.of(settings)
                    .database()); // it was deleted: what its runs tell again is marked, and numbers go on
        }
        boolean emptied = Files.exists(JournalFiles.of(settings).database())
                && Files.size(JournalFiles.of(settings).database()) == 0;
        Connection connection = null;
        try {
            PrivateFiles.create(JournalFiles.of(settings).database());
            connection = Database.connect(JournalFiles.of(settings).database(), seen);
            if (emptied && !Files.exists(JournalFiles.of(settings).wal())) {
                throw new DamagedException("The file is empty, or was deleted");
            }
            Database.prepare(connection);
            Health.check(connection, JournalFiles.of(settings).database());
            reached.check(connection);
            Health.note(connection, false);
            return connection;
        } catch (SQLException | RuntimeException e) {
            try {
                if (!Breakage.isDamage(e)) {
                    throw e;
                }
                new Rebuild(settings, clock).run(List.of(), e);
            } finally {
                if (connection != null) {
                    connection.close(); // now that the file has another name SQLite leaves its log beside it
                }
            }
        }
        Connection rebuilt = Database.writer(JournalFiles.of(settings).database(), seen);
        Health.note(rebuilt, false);
        return rebuilt;
    }

    private static JournalParts assemble(
            JournalSettings settings,
            Clock clock,
            Consumer<Plan> committed,
            DirectoryLock lock,
            Connection connection,
            Breakage breakage)
            throws SQLException {
        Path file = JournalFiles.of(settings).database();
        Database.execute(
                connection,
                "UPDATE subscription SET state = 'idle' WHERE state <> 'gone'"); // an owner that was killed could not
        FileGuard guard = FileGuard.of(settings);
        ReentrantLock writing = new ReentrantLock();
        Statements statements = new Statements(connection);
        Reader planning = new Reader(statements);
        Readers readers = new Readers(file, READERS, breakage);
        Mark mark = Mark.of(settings, connection);
        Checkpoints checkpoints = new Checkpoints(Database.checkpointer(file), writing, breakage, mark::sync);
        long head = Database.number(connection, "SELECT " + GapTable.HEAD, 0);
        Recent recent = new Recent(RECENT_EVENTS, head);
        Snapshots snapshots = new Snapshots(settings.byteBudget() / 4);
        ToldCache told = new ToldCache(TOLD_RUNS);
        Scopes scopes = new Scopes(
                planning.scopes(), lostSince(connection, clock.millis()), settings.announcesAll(), clock.millis());
        Retention retention = new Retention(connection, settings, told::forget);
        Pins pins = pins(connection, retention.retained());
        Inbox<WriterCall> inbox = new Inbox<>(settings.byteBudget());
        Housekeeping housekeeping = new Housekeeping(
                clock,
                new Room(connection, settings),
                retention,
                new LeftScopes(
                        connection,
                        scopes,
                        told::forget,
                        settings.toldRetention().toMillis()),
                checkpoints,
                pins,
                recent::head);
        Planner<SQLException> planner =
                new Planner<>(planning.runs()::run, told, snapshots, scopes, numbers(connection, head));
        Writer writer = new Writer(
                writing,
                clock,
                inbox,
                new GroupCommit.Tools(
                        statements,
                        new Store(statements),
                        new SubscriptionStore(statements),
                        planner,
                        housekeeping,
                        guard,
                        mark),
                scopes,
                breakage,
                plan -> {
                    told.committed(plan.known());
                    plan.snapshots.forEach(body -> snapshots.keep(body.id(), body.data()));
                    recent.add(plan.rows());
                    committed.accept(plan);
                });
        return new JournalParts(
                lock,
                connection,
                writing,
                readers,
                planning,
                checkpoints,
                recent,
                snapshots,
                told,
                scopes,
                pins,
                inbox,
                housekeeping,
                guard,
                mark,
                breakage,
                writer);
    }

    private static Planner.Numbers numbers(Connection connection, long head) throws SQLException {
        return new Planner.Numbers(
                head + 1,
                Database.number(connection, "SELECT max(id) FROM run", 0) + 1,
                Database.number(connection, "SELECT max(id) FROM snapshot", 0) + 1);
    }

    private static long lostSince(Connection connection, long now) throws SQLException {
        return Meta.rebuilt(connection) < now - Meta.LOSS_REMEMBERED_MILLIS
                ? 0
                : Meta.number(connection, Meta.SCOPES_LOST);
    }

    private static Pins pins(Connection connection, long retained) throws SQLException {
        Pins pins = new Pins();
        try (PreparedStatement query =
                        connection.prepareStatement("SELECT name, position FROM subscription WHERE state <> 'gone'");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                pins.pin(rows.getString(1), rows.getLong(2));
            }
        }
        long lost = Meta.number(connection, Meta.SUBSCRIPTIONS_LOST);
        if (lost > 0) {
            pins.lost(retained, lost + Meta.LOSS_REMEMBERED_MILLIS);
        }
        return pins;
    }

    CompletableFuture<Boolean> retain() {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        inbox.call(c -> {
            try {
                housekeeping.retain();
                done.complete(true);
            } catch (SQLException | RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    /** What repair needs of these parts, with what subscriptions did last. */
    Mending.Broken broken() {
        return new Mending.Broken(lock, connection, guard, planning, breakage.carried());
    }

    void locked(WriterCall call) {
        writing.lock();
        try {
            call.run(connection);
        } catch (SQLException e) {
            throw new JournalException("The journal's file refused", e);
        } finally {
            writing.unlock();
        }
    }

    void close() {
        writer.close();
        snapshots.close();
        try {
            if (!breakage.broken()) {
                planning.forget();
                Health.note(connection, true);
            }
            checkpoints.close();
            readers.close();
            connection.close();
            mark.close();
        } catch (SQLException e) {
            LOG.warn("The journal's file could not be closed: {}. What was acknowledged is safe.", e.getMessage());
        }
        try {
            lock.close();
        } catch (IOException e) {
            LOG.warn("The journal's lock could not be given back: {}", e.getMessage());
        }
    }
}
