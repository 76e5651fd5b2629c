package io.github.tektoncourier.journal.sqlite;

import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.JournalRequest;
import io.github.tektoncourier.journal.JournalRequests;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.sqlite.store.Database;
import io.github.tektoncourier.journal.sqlite.store.JournalFiles;
import io.github.tektoncourier.journal.sqlite.store.NativeLibrary;
import io.github.tektoncourier.journal.sqlite.store.RequestTable;
import io.github.tektoncourier.text.LogText;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;

/** Asks the owner of a SQLite file by rows of its table of requests. */
public final class RequestSubmission implements JournalRequests {

    private final JournalSettings settings;
    private final Clock clock;

    public RequestSubmission(JournalSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public long submit(JournalRequest request) {
        try (Connection connection = open()) {
            return RequestTable.insert(connection, request, clock.millis());
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public Optional<State> state(long number) {
        try (Connection connection = open()) {
            return RequestTable.find(connection, number).map(row -> new State(row.result(), row.done()));
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private Connection open() throws SQLException {
        NativeLibrary.load();
        return Database.requester(JournalFiles.of(settings).database());
    }

    private JournalException failed(SQLException e) {
        return new JournalException(
                "The journal in " + settings.directory().toAbsolutePath() + " takes no requests: "
                        + LogText.line(e.getMessage(), 200),
                e);
    }
}
