package io.github.tektoncourier.journal;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** A few reading connections that everybody shares. */
final class Readers implements AutoCloseable {

    private final BlockingQueue<Reader> idle;
    private final int size;
    private final Breakage breakage;

    Readers(Path file, int size, Breakage breakage) throws SQLException {
        this.size = size;
        this.breakage = breakage;
        this.idle = new ArrayBlockingQueue<>(size);
        for (int i = 0; i < size; i++) {
            idle.add(Reader.open(file));
        }
    }

    /** A question to the database. */
    @FunctionalInterface
    interface Question<T> {
        T ask(Reader reader) throws SQLException;
    }

    <T> T ask(Question<T> question) throws SQLException {
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
            breakage.report(e);
            throw e;
        } catch (DamagedException e) {
            breakage.report(e);
            throw e;
        } finally {
            idle.add(reader);
        }
    }

    /** Makes a caller that a broken journal cannot answer wait until it is started again. */
    void hold() {
        breakage.hold();
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
