package io.github.tektoncourier.journal.sqlite.store;

import io.github.tektoncourier.journal.JournalException;
import io.github.tektoncourier.journal.track.DamagedException;
import io.github.tektoncourier.text.LogText;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** A few reading connections that everybody shares. */
public final class Readers implements AutoCloseable {

    private final BlockingQueue<Reader> idle;
    private final int size;
    private final JournalFault fault;

    public Readers(Path file, int size, JournalFault fault) throws SQLException {
        this.size = size;
        this.fault = fault;
        this.idle = new ArrayBlockingQueue<>(size);
        for (int i = 0; i < size; i++) {
            idle.add(Reader.open(file));
        }
    }

    /** A question to the database. */
    @FunctionalInterface
    public interface Question<T> {
        public T ask(Reader reader) throws SQLException;
    }

    public <T> T ask(Question<T> question) throws SQLException {
        Reader reader;
        try {
            reader = idle.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JournalException("Interrupted while reading the journal", e);
        }
        try {
            return question.ask(reader);
        } catch (SQLException e) {
            reader.forget();
            fault.report(e);
            throw e;
        } catch (DamagedException e) {
            fault.report(e);
            throw e;
        } finally {
            idle.add(reader);
        }
    }

    /**
     * An answer of the disk, or words for why there is none. A caller that a broken journal cannot answer waits until it
     * is started again.
     *
     * @throws JournalException when the disk does not answer
     */
    public <T> T answer(Question<T> question) {
        try {
            return ask(question);
        } catch (DamagedException e) {
            hold();
            throw e;
        } catch (SQLException e) {
            hold();
            throw new JournalException("The journal cannot be read: " + LogText.line(e.getMessage(), 200), e);
        }
    }

    /** Makes a caller that a broken journal cannot answer wait until it is started again. */
    void hold() {
        fault.hold();
    }

    @Override
    public void close() throws SQLException {
        for (int i = 0; i < size; i++) {
            ask(reader -> {
                reader.close();
                return reader;
            });
        }
    }
}
