package io.github.tektoncourier.journal.sqlite;

import io.github.tektoncourier.journal.sqlite.store.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Sees everything that the writer says to the disk, counts it, and at one step takes an image of what a crash would leave.
 * The journal itself goes on, in a world that no longer counts. What is synced is believed as SQLite documents it for the
 * connection's {@code synchronous}; that it does what it documents is shown by the harness with a shim below it.
 */
final class CrashingDisk implements UnaryOperator<Connection> {

    /** What is counted to find the step. */
    enum Count {
        STATEMENTS,
        /** Before, in the middle of and after everything that changes a file. */
        WRITES,
        NOTHING
    }

    /** When the world is cut, and whether the power goes, too. */
    record Crash(Count count, int step, boolean power) {}

    /** Something that throws what the disk throws. */
    interface Action {
        @Nullable
        Object run() throws Throwable;
    }

    private final Path directory;
    private final Path image;
    private final Crash crash;
    private final Random random;
    private final Runnable atCrash;
    private int left;
    private int failIn = -1;
    private @Nullable SQLException failure;
    private CrashImage synced;
    private boolean transaction;
    private boolean crashed;
    private String where = "";

    CrashingDisk(Path directory, Path image, Crash crash, Random random, Runnable atCrash) throws IOException {
        this.directory = directory;
        this.image = image;
        this.crash = crash;
        this.random = random;
        this.atCrash = atCrash;
        this.left = crash.step();
        this.synced = CrashImage.of(directory);
    }

    @Override
    public Connection apply(Connection real) {
        return new SeenConnection(this, real).proxy();
    }

    synchronized boolean crashed() {
        return crashed;
    }

    /** Which step it was, in words. */
    synchronized String where() {
        return where;
    }

    /** Lets a statement of a coming transaction fail, once. */
    synchronized void fail(int in, SQLException with) {
        failIn = in;
        failure = with;
    }

    /** The crash that comes when nothing is being done. */
    synchronized void crashNow() throws IOException {
        crash("idle", CrashImage.of(directory));
    }

    @Nullable
    synchronized Object step(Connection real, String sql, Action action) throws Throwable {
        String words = sql.toUpperCase(Locale.ROOT);
        if (crashed) {
            return action.run();
        }
        failIfWanted(words);
        if (!writes(words)) {
            if (hits(Count.STATEMENTS)) {
                crash("before " + sql, CrashImage.of(directory));
            }
            Object result = action.run();
            transaction |= words.startsWith("BEGIN");
            return result;
        }
        Object result = write(real, words, action);
        transaction = false;
        return result;
    }

    private void failIfWanted(String words) throws SQLException {
        if (failure != null && transaction && !words.startsWith("ROLLBACK") && failIn-- <= 0) {
            SQLException thrown = failure;
            failure = null;
            throw thrown;
        }
    }

    private boolean writes(String words) {
        return words.startsWith("COMMIT")
                || words.startsWith("ROLLBACK")
                || words.contains("WAL_CHECKPOINT")
                || atBirth(words)
                || words.equals("CLOSE")
                || (!transaction
                        && !words.startsWith("BEGIN")
                        && !words.startsWith("SELECT")
                        && !words.startsWith("PRAGMA"));
    }

    /** Written by SQLite's older kind of journal, which is not modelled: before or after, never in between. */
    private static boolean atBirth(String words) {
        return words.contains("JOURNAL_MODE") || words.contains("AUTO_VACUUM");
    }

    private @Nullable Object write(Connection real, String words, Action action) throws Throwable {
        boolean checkpoint = words.contains("WAL_CHECKPOINT") || words.equals("CLOSE");
        boolean syncs = syncs(real, checkpoint);
        boolean cut = hits(Count.WRITES);
        if (!cut && hits(Count.WRITES)) {
            if (!atBirth(words)) {
                return crashWithin(words, checkpoint, syncs, action);
            }
            cut = true;
        }
        if (cut) {
            crash("before " + words, CrashImage.of(directory));
        }
        CrashImage before = crash.power() ? CrashImage.of(directory) : synced;
        Object result = action.run();
        if (crash.power() && syncs) {
            CrashImage now = CrashImage.of(directory);
            synced = new CrashImage(now.database(), checkpoint ? before.log() : now.log(), now.mark());
        }
        if (hits(Count.WRITES)) {
            crash("after " + words, CrashImage.of(directory));
        }
        return result;
    }

    private @Nullable Object crashWithin(String words, boolean checkpoint, boolean syncs, Action action)
            throws Throwable {
        CrashImage before = CrashImage.of(directory);
        crashed = true;
        where = "within " + words + (crash.power() ? ", power lost" : ", killed");
        atCrash.run();
        Object result = action.run();
        CrashImage after = CrashImage.of(directory);
        if (checkpoint) {
            // the log is synced first, then moved, and cut only when the file is synced
            after = new CrashImage(after.database(), before.log(), after.mark());
            synced = syncs ? new CrashImage(synced.database(), before.log(), synced.mark()) : synced;
        }
        (crash.power() ? synced.cutBefore(after, syncs, random) : before.killedBefore(after, random)).into(image);
        return result;
    }

    private void crash(String step, CrashImage now) throws IOException {
        crashed = true;
        where = step + (crash.power() ? ", power lost" : ", killed");
        atCrash.run();
        (crash.power() ? synced.cutBefore(now, true, random) : now).into(image);
    }

    /** NORMAL syncs checkpoints, FULL every commit. */
    private static boolean syncs(Connection real, boolean checkpoint) throws SQLException {
        return !real.isClosed() && Database.number(real, "PRAGMA synchronous", 0) >= (checkpoint ? 1 : 2);
    }

    private boolean hits(Count count) {
        return !crashed && crash.count() == count && left-- == 0;
    }
}
