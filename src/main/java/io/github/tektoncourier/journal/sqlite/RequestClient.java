package io.github.tektoncourier.journal.sqlite;

import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.JournalLockedException;
import io.github.tektoncourier.journal.JournalRequest;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.sqlite.store.Database;
import io.github.tektoncourier.journal.sqlite.store.JournalFiles;
import io.github.tektoncourier.journal.sqlite.store.NativeLibrary;
import io.github.tektoncourier.journal.sqlite.store.RequestTable;
import io.github.tektoncourier.journal.sqlite.store.Schema;
import io.github.tektoncourier.text.LogText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Asks a journal's owner for something and waits for its answer; becomes the owner while there is none. */
public final class RequestClient {

    private static final long LOOK_MILLIS = 50;

    private final JournalSettings settings;
    private final Clock clock;
    private final Duration patience;

    /** @param patience how long the owner may take for its next step */
    public RequestClient(JournalSettings settings, Clock clock, Duration patience) {
        this.settings = settings;
        this.clock = clock;
        this.patience = patience;
    }

    /**
     * Has something done.
     *
     * @throws JournalException when there is no journal, it cannot be written, or its owner does not answer
     */
    @SuppressWarnings("try") // while it is open it is the owner, which is all it is for
    public JournalRequest.Result ask(JournalRequest request) {
        Path file = JournalFiles.of(settings).database();
        if (!Files.exists(file)) {
            throw new JournalException("There is no journal in "
                    + settings.directory().toAbsolutePath()
                    + ". Is courier.journal.directory the one that `courier run` uses?");
        }
        NativeLibrary.load();
        try (SqliteJournal own = SqliteJournal.open(settings.withLockWait(Duration.ZERO), clock)) {
            return insert(file, request);
        } catch (JournalLockedException another) {
            return insert(file, request);
        }
    }

    private JournalRequest.Result insert(Path file, JournalRequest request) {
        try (Connection connection = Database.requester(file)) {
            if (!Schema.isCurrent(connection)) {
                throw new JournalException("The running service is another version of the courier than this command."
                        + " Use the command of that version.");
            }
            return answer(connection, RequestTable.insert(connection, request, clock.millis()));
        } catch (SQLException e) {
            throw new JournalException(
                    "The journal in " + settings.directory().toAbsolutePath() + " cannot be written: "
                            + LogText.line(e.getMessage(), 200),
                    e);
        }
    }

    private JournalRequest.Result answer(Connection connection, long id) throws SQLException {
        long deadline = System.nanoTime() + patience.toNanos();
        long place = -1;
        JournalRequest.Result before = new JournalRequest.Result(0, 0);
        while (System.nanoTime() < deadline) {
            RequestTable.Row row = RequestTable.find(connection, id)
                    .orElseThrow(() -> new JournalException("The journal was rebuilt meanwhile. Ask again."));
            if (row.done()) {
                return row.result();
            }
            if (row.place() != place || !row.result().equals(before)) {
                place = row.place(); // a replay may look at many events before it finds one
                before = row.result();
                deadline = System.nanoTime() + patience.toNanos();
            }
            pause();
        }
        RequestTable.withdraw(connection, id);
        throw new JournalException("The running service did not answer within " + patience.toSeconds()
                + " s, and the request was taken back. Is it alive, and does its disk take writes?");
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JournalException("Interrupted while waiting for the running service", e);
        }
    }
}
