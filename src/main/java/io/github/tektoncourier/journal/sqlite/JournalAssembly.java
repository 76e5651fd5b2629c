package io.github.tektoncourier.journal.sqlite;

import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.append.Inbox;
import io.github.tektoncourier.journal.append.Plan;
import io.github.tektoncourier.journal.append.Planner;
import io.github.tektoncourier.journal.append.RecentEvents;
import io.github.tektoncourier.journal.append.ScopePositions;
import io.github.tektoncourier.journal.append.Snapshots;
import io.github.tektoncourier.journal.append.ToldCache;
import io.github.tektoncourier.journal.sqlite.repair.Replacement;
import io.github.tektoncourier.journal.sqlite.repair.SoundDatabase;
import io.github.tektoncourier.journal.sqlite.retain.Checkpoints;
import io.github.tektoncourier.journal.sqlite.retain.DiskQuota;
import io.github.tektoncourier.journal.sqlite.retain.Housekeeping;
import io.github.tektoncourier.journal.sqlite.retain.LeftScopes;
import io.github.tektoncourier.journal.sqlite.retain.Retention;
import io.github.tektoncourier.journal.sqlite.retain.RetentionPins;
import io.github.tektoncourier.journal.sqlite.store.Database;
import io.github.tektoncourier.journal.sqlite.store.DirectoryLock;
import io.github.tektoncourier.journal.sqlite.store.FileGuard;
import io.github.tektoncourier.journal.sqlite.store.GapTable;
import io.github.tektoncourier.journal.sqlite.store.HighWaterMark;
import io.github.tektoncourier.journal.sqlite.store.JournalFault;
import io.github.tektoncourier.journal.sqlite.store.JournalFiles;
import io.github.tektoncourier.journal.sqlite.store.Meta;
import io.github.tektoncourier.journal.sqlite.store.Reader;
import io.github.tektoncourier.journal.sqlite.store.Readers;
import io.github.tektoncourier.journal.sqlite.store.Statements;
import io.github.tektoncourier.journal.sqlite.store.SubscriptionStore;
import io.github.tektoncourier.journal.sqlite.write.AppendStatements;
import io.github.tektoncourier.journal.sqlite.write.GroupCommit;
import io.github.tektoncourier.journal.sqlite.write.RequestQueue;
import io.github.tektoncourier.journal.sqlite.write.Writer;
import io.github.tektoncourier.journal.sqlite.write.WriterCall;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Opens a journal: takes the directory, repairs what needs it, and puts its parts together in the one order that works. */
final class JournalAssembly {

    private static final int READERS = 3;
    private static final int RECENT_EVENTS = 2_048;
    private static final int TOLD_RUNS = 8_192;

    private JournalAssembly() {}

    static JournalParts open(
            JournalSettings settings,
            Clock clock,
            UnaryOperator<Connection> seen,
            JournalFault fault,
            RequestQueue.Listener requested,
            Consumer<Plan> committed)
            throws IOException, SQLException {
        DirectoryLock lock = DirectoryLock.take(settings.directory(), settings.lockWait());
        Connection connection = null;
        try {
            new Replacement(settings).resume(clock.instant());
            connection = SoundDatabase.open(settings, clock, seen);
            return assemble(settings, clock, requested, committed, lock, connection, fault);
        } catch (SQLException | RuntimeException e) {
            if (connection != null) {
                connection.close();
            }
            lock.close();
            throw e;
        }
    }

    private static JournalParts assemble(
            JournalSettings settings,
            Clock clock,
            RequestQueue.Listener requested,
            Consumer<Plan> committed,
            DirectoryLock lock,
            Connection connection,
            JournalFault fault)
            throws SQLException {
        Path file = JournalFiles.of(settings).database();
        Database.execute(
                connection,
                "UPDATE subscription SET state = 'idle' WHERE state <> 'gone'"); // an owner that was killed could not
        FileGuard guard = FileGuard.of(settings);
        ReentrantLock writing = new ReentrantLock();
        Statements statements = new Statements(connection);
        Reader planning = new Reader(statements);
        Readers readers = new Readers(file, READERS, fault);
        HighWaterMark mark = HighWaterMark.of(settings, connection);
        Checkpoints checkpoints = new Checkpoints(Database.checkpointer(file), writing, fault, mark::sync);
        long head = Database.number(connection, "SELECT " + GapTable.HEAD, 0);
        RecentEvents recent = new RecentEvents(RECENT_EVENTS, head);
        Snapshots snapshots = new Snapshots(settings.byteBudget() / 4);
        ToldCache told = new ToldCache(TOLD_RUNS);
        ScopePositions scopes = new ScopePositions(
                planning.scopes(),
                Meta.scopesLost(connection, clock.millis()),
                Meta.rebuiltLately(connection, clock.millis()),
                settings.announcesAll(),
                clock.millis());
        Retention retention = new Retention(connection, settings, told::forget);
        RetentionPins pins = RetentionPins.stored(connection, retention.retained());
        Inbox<WriterCall> inbox = new Inbox<>(settings.byteBudget());
        Housekeeping housekeeping = new Housekeeping(
                clock,
                new DiskQuota(connection, settings),
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
                        new AppendStatements(statements),
                        new SubscriptionStore(statements),
                        planner,
                        housekeeping,
                        guard,
                        new RequestQueue(connection, clock, requested),
                        mark),
                scopes,
                fault,
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
                fault,
                writer);
    }

    private static Planner.Numbers numbers(Connection connection, long head) throws SQLException {
        return new Planner.Numbers(
                head + 1,
                Database.number(connection, "SELECT max(id) FROM run", 0) + 1,
                Database.number(connection, "SELECT max(id) FROM snapshot", 0) + 1);
    }
}
