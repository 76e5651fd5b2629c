package io.github.tektoncourier.journal.sqlite.store;

import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.track.DamagedException;
import io.github.tektoncourier.journal.track.EventRow;
import io.github.tektoncourier.journal.track.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers, in a small file of its own, how far the database had come: a write-ahead log that was cut is sound up to the
 * cut, so nothing in the database itself can tell that there was more. It is written behind each commit, and so never
 * says more than what was durable; nothing waits for it.
 */
public final class HighWaterMark implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HighWaterMark.class);
    private static final Pattern LINE = Pattern.compile("(\\d{19}) (\\d{19}) (\\d{19}) (\\d{19}) ([0-9a-f]{8})\n");
    private static final String SETTLED = "delivered + filtered + dropped";

    /**
     * What was reached.
     *
     * @param head the last event's sequence
     * @param settled what all subscriptions together did with events and will not undo
     * @param known before when no scope misses anything, in milliseconds; 0 until all have a baseline
     * @param rebuilt when the database was last rebuilt, in milliseconds; of one that was rebuilt later it says nothing
     */
    public record Reached(long head, long settled, long known, long rebuilt) {
        static final Reached NOTHING = new Reached(0, 0, 0, 0);

        /** Throws when the database has not come as far. */
        public void check(Connection connection) throws SQLException {
            if (Meta.rebuilt(connection) > rebuilt) {
                return;
            }
            long there = Database.number(connection, "SELECT " + GapTable.HEAD, 0);
            if (there < head) {
                throw new DamagedException("it ends with event " + there + ", and " + head
                        + " was written: its log was cut, or an older copy has its place");
            }
            long done = Database.number(connection, "SELECT sum(" + SETTLED + ") FROM subscription", 0);
            if (done < settled) {
                throw new DamagedException("it knows of " + done + " deliveries, and " + settled
                        + " were noted: its log was cut, or an older copy has its place");
            }
        }
    }

    private final @Nullable FileChannel channel;
    private final Map<Long, Long> settled = new HashMap<>();
    private final long rebuilt;
    private Reached reached = Reached.NOTHING;

    private HighWaterMark(@Nullable FileChannel channel, long rebuilt) {
        this.channel = channel;
        this.rebuilt = rebuilt;
    }

    /** What the last owner reached; nothing where that cannot be read. */
    public static Reached read(JournalSettings settings) {
        try {
            if (!Files.exists(JournalFiles.of(settings).mark())) {
                return Reached.NOTHING;
            }
            String text =
                    new String(Files.readAllBytes(JournalFiles.of(settings).mark()), StandardCharsets.ISO_8859_1);
            Matcher line = LINE.matcher(text);
            return line.matches() && line.group(5).equals(sum(text.substring(0, 80)))
                    ? new Reached(number(line, 1), number(line, 2), number(line, 3), number(line, 4))
                    : Reached.NOTHING;
        } catch (IOException e) {
            LOG.debug("No mark can be read", e);
            return Reached.NOTHING;
        }
    }

    private static long number(Matcher line, int group) {
        return Long.parseLong(line.group(group));
    }

    /** From now on it says what this database has. */
    public static HighWaterMark of(JournalSettings settings, Connection connection) throws SQLException {
        HighWaterMark mark = new HighWaterMark(channel(settings), Meta.rebuilt(connection));
        try (PreparedStatement query = connection.prepareStatement("SELECT id, " + SETTLED + " FROM subscription");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                mark.settled.put(rows.getLong(1), rows.getLong(2));
            }
        }
        mark.write(
                Database.number(connection, "SELECT " + GapTable.HEAD, 0),
                read(settings).known());
        return mark;
    }

    private static @Nullable FileChannel channel(JournalSettings settings) {
        try {
            PrivateFiles.create(JournalFiles.of(settings).mark());
            return FileChannel.open(JournalFiles.of(settings).mark(), StandardOpenOption.WRITE);
        } catch (IOException e) {
            LOG.debug("No mark can be kept", e);
            return null;
        }
    }

    /** This is on disk. */
    public void committed(List<EventRow> events, List<Progress> progress, long known) {
        for (Progress of : progress) {
            Progress.Counters counters = of.counters();
            settled.put(of.subscription(), counters.delivered() + counters.filtered() + counters.dropped());
        }
        write(events.isEmpty() ? reached.head() : events.get(events.size() - 1).seq(), known);
    }

    private void write(long head, long known) {
        long done = settled.values().stream().mapToLong(Long::longValue).sum();
        Reached now = new Reached(head, done, known, rebuilt);
        if (now.equals(reached)) {
            return;
        }
        reached = now;
        String words = digits(head) + digits(done) + digits(known) + digits(rebuilt);
        if (channel == null) {
            return;
        }
        try {
            channel.write(ByteBuffer.wrap((words + sum(words) + "\n").getBytes(StandardCharsets.ISO_8859_1)), 0);
        } catch (IOException e) {
            LOG.debug("The mark cannot be written; a cut log may go unnoticed", e);
        }
    }

    private static String sum(String words) {
        CRC32 sum = new CRC32();
        sum.update(words.getBytes(StandardCharsets.ISO_8859_1));
        return HexFormat.of().toHexDigits(sum.getValue(), 8);
    }

    /** Nineteen digits and a space. */
    private static String digits(long number) {
        String digits = Long.toString(number);
        return "0".repeat(Math.max(0, 19 - digits.length())) + digits + " ";
    }

    /** Makes it outlive a loss of power; for a thread that has the time. */
    public void sync() {
        if (channel == null) {
            return;
        }
        try {
            channel.force(false);
        } catch (IOException e) {
            LOG.debug("The mark cannot be flushed", e);
        }
    }

    @Override
    public void close() {
        sync();
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            LOG.debug("The mark cannot be closed", e);
        }
    }
}
