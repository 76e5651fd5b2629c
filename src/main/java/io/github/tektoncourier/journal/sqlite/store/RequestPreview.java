package io.github.tektoncourier.journal.sqlite.store;

import io.github.tektoncourier.journal.JournalRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Counts what a request would do. */
public final class RequestPreview {

    private RequestPreview() {}

    public static JournalRequest.Result of(Connection connection, JournalRequest request) throws SQLException {
        if (request.action() != JournalRequest.Action.REPLAY) {
            boolean retry = request.action() == JournalRequest.Action.RETRY;
            return new JournalRequest.Result(DeadLetterTable.count(connection, request.selection(), retry), 0);
        }
        ReplayQuery.Target target = ReplayQuery.target(connection, request.selection());
        long letters = 0;
        long events = 0;
        while (target.place() < target.last()) {
            List<ReplayQuery.Candidate> found = ReplayQuery.window(connection, target, request.selection());
            long dead = found.stream().filter(ReplayQuery.Candidate::dead).count();
            letters += dead;
            events += found.size() - dead;
            target = new ReplayQuery.Target(
                    target.id(), target.place() + ReplayQuery.WINDOW, target.last(), target.filter());
        }
        return new JournalRequest.Result(letters, events);
    }
}
