package io.github.tektoncourier.journal.sqlite.store;

import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.JournalLockedException;
import io.github.tektoncourier.text.LogText;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes one process the owner of a journal's directory; the operating system frees it when that process dies. */
public final class DirectoryLock implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryLock.class);
    private static final String FILE = "lock";
    private static final long POLL_MILLIS = 200;

    private final Path directory;
    private FileChannel channel;

    private DirectoryLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /** Takes the lock, waiting for another owner to leave (a rolling update). */
    public static DirectoryLock take(Path directory, Duration patience) throws IOException {
        PrivateFiles.directory(directory);
        Path file = directory.resolve(FILE);
        PrivateFiles.create(file);
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            await(channel, directory, patience);
            write(channel);
            return new DirectoryLock(directory, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void await(FileChannel channel, Path directory, Duration patience) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        boolean said = false;
        while (tryLock(channel) == null) {
            String owner = owner(channel);
            if (System.nanoTime() >= deadline) {
                throw new JournalLockedException(directory, owner, patience.toSeconds() + " s");
            }
            if (!said) {
                LOG.info("The journal in {} belongs to {}; waiting up to {} s", directory, owner, patience.toSeconds());
                said = true;
            }
            pause();
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // this same process holds it
        }
    }

    private static void write(FileChannel channel) {
        String text = "process " + ProcessHandle.current().pid() + " on host " + host() + " since "
                + Instant.now().truncatedTo(ChronoUnit.SECONDS) + "\n";
        try {
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
        } catch (IOException e) {
            LOG.debug("The lock is held, its file's text could not be written", e); // a full disk; only for people
        }
    }

    private static String owner(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(512);
        channel.read(text, 0);
        String owner = new String(text.array(), 0, text.position(), StandardCharsets.UTF_8).strip();
        return owner.isEmpty() ? "another process" : LogText.line(owner, 200);
    }

    private static String host() {
        String name = System.getenv("HOSTNAME");
        if (name != null && !name.isEmpty()) {
            return name;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JournalException("Interrupted while waiting for the journal's directory", e);
        }
    }

    /** The file that was locked is gone: locks the one at its place, unless another owner was quicker. */
    public void takeAgain() throws IOException {
        FileChannel old = channel;
        channel = take(directory, Duration.ZERO).channel;
        old.close();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
