package io.github.tektoncourier.journal.sqlite;

import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.append.RecentEvents;
import io.github.tektoncourier.journal.append.Snapshots;
import io.github.tektoncourier.journal.sqlite.store.Readers;
import io.github.tektoncourier.journal.track.Attributes;
import io.github.tektoncourier.journal.track.EventRow;
import io.github.tektoncourier.journal.track.MissingException;
import io.github.tektoncourier.journal.track.Track;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The one track of the embedded engine: the latest events from memory, older ones from the database. */
final class SqliteTrack implements Track {

    private final RecentEvents recent;
    private final Snapshots snapshots;
    private final Readers readers;

    SqliteTrack(RecentEvents recent, Snapshots snapshots, Readers readers) {
        this.recent = recent;
        this.snapshots = snapshots;
        this.readers = readers;
    }

    @Override
    public long head() {
        return recent.head();
    }

    @Override
    public List<EventRow> after(long ordinal, int limit) {
        List<EventRow> rows = recent.after(ordinal, limit);
        return rows != null ? rows : ask(reader -> reader.after(ordinal, limit));
    }

    @Override
    public EventRow event(long ordinal) {
        return ask(reader -> reader.event(ordinal))
                .orElseThrow(() -> new MissingException("The stored event " + ordinal + " is missing"));
    }

    @Override
    public byte[] body(long snapshot) {
        byte[] kept = snapshots.kept(snapshot);
        if (kept != null) {
            return kept;
        }
        byte[] read = ask(reader -> reader.snapshot(snapshot));
        snapshots.keep(snapshot, read);
        return read;
    }

    @Override
    public Optional<byte[]> run(EventRow row) {
        String uid = Attributes.parse(row.attributes()).getOrDefault("runuid", "");
        Optional<byte[]> latest = ask(reader -> reader.latest(uid));
        return (latest.isPresent() ? latest : Optional.of(body(row.snapshot()))).flatMap(Snapshots::object);
    }

    @Override
    public int length(long snapshot) {
        byte[] kept = snapshots.kept(snapshot);
        return kept != null ? kept.length : ask(reader -> reader.length(snapshot));
    }

    private <T> T ask(Readers.Question<T> question) {
        try {
            return readers.ask(question);
        } catch (SQLException e) {
            throw new JournalException(String.valueOf(e.getMessage()), e);
        }
    }
}
