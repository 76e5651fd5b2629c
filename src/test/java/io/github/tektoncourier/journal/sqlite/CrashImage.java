package io.github.tektoncourier.journal.sqlite;

import io.github.tektoncourier.journal.sqlite.store.JournalFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/** The journal's files as bytes, and what of them a kill or a power cut in the middle of a write leaves. */
record CrashImage(byte[] database, byte[] log, byte[] mark) {

    private static final int SECTOR = 512;
    private static final int LOG_HEADER = 32;

    static CrashImage of(Path directory) throws IOException {
        JournalFiles files = new JournalFiles(directory);
        return new CrashImage(bytes(files.database()), bytes(files.wal()), bytes(files.mark()));
    }

    private static byte[] bytes(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    }

    void into(Path directory) throws IOException {
        JournalFiles files = new JournalFiles(directory);
        Files.createDirectories(directory);
        if (database.length > 0) {
            Files.write(files.database(), database);
        }
        if (log.length > 0) {
            Files.write(files.wal(), log);
        }
        if (mark.length > 0) {
            Files.write(files.mark(), mark);
        }
    }

    /** Killed while this became {@code after} in the log: the kernel has what was written before, in order. */
    CrashImage killedBefore(CrashImage after, Random random) {
        return new CrashImage(prefix(database, after.database, random), prefix(log, after.log, random), after.mark);
    }

    /** Power lost while this, which is synced, became {@code after}, which is not. */
    CrashImage cutBefore(CrashImage after, boolean headerIsSynced, Random random) {
        return new CrashImage(
                torn(database, after.database, random),
                headerIsSynced ? tornLog(log, after.log, random) : torn(log, after.log, random),
                after.mark); // never flushed, and yet it may be on disk
    }

    private static byte[] prefix(byte[] before, byte[] after, Random random) {
        int differ = Arrays.mismatch(before, after);
        if (differ < 0) {
            return after;
        }
        int cut = differ + random.nextInt(Math.max(1, after.length - differ + 1));
        byte[] left = Arrays.copyOf(before, Math.max(cut, before.length));
        System.arraycopy(after, 0, left, 0, Math.min(cut, after.length));
        return left;
    }

    /** SQLite syncs a new header before the frames behind it, because frames of the log's last life may follow them. */
    private static byte[] tornLog(byte[] before, byte[] after, Random random) {
        boolean newHeader = after.length >= LOG_HEADER
                && !Arrays.equals(before, 0, Math.min(before.length, LOG_HEADER), after, 0, LOG_HEADER);
        if (!newHeader) {
            return torn(before, after, random);
        }
        byte[] headed = Arrays.copyOf(before, Math.max(before.length, LOG_HEADER));
        System.arraycopy(after, 0, headed, 0, LOG_HEADER);
        return switch (random.nextInt(4)) {
            case 0 -> before;
            case 1 -> headed;
            default -> torn(headed, after, random);
        };
    }

    private static byte[] torn(byte[] before, byte[] after, Random random) {
        if (after.length < before.length && random.nextBoolean()) {
            return after;
        }
        int length = before.length;
        if (after.length > length) {
            length += random.nextInt(after.length - length + 1);
        }
        byte[] left = Arrays.copyOf(before, length);
        for (int at = 0; at < length; at += SECTOR) {
            int size = Math.min(SECTOR, Math.min(length, after.length) - at);
            if (size > 0 && random.nextBoolean()) {
                System.arraycopy(after, at, left, at, size);
            }
        }
        return left;
    }
}
