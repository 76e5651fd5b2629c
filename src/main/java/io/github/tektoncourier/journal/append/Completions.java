package io.github.tektoncourier.journal.append;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * Completes the futures of appends that are durable, on a thread of its own: what callers do next must not hold up the
 * writer.
 */
public final class Completions implements AutoCloseable {

    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "journal-durable");
        made.setDaemon(true);
        return made;
    });

    public void complete(List<Inbox.Append> appends) {
        if (appends.isEmpty()) {
            return;
        }
        try {
            thread.execute(() -> appends.forEach(append -> append.durable().complete(null)));
        } catch (RejectedExecutionException e) {
            appends.forEach(append -> append.durable().complete(null));
        }
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
