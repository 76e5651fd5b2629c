package io.github.tektoncourier.journal.sqlite;

import io.github.tektoncourier.journal.Delivery;
import io.github.tektoncourier.journal.Outcome;
import io.github.tektoncourier.journal.StoredEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A sink whose every answer is given by the test; each request waits for it. */
final class ModelSink implements Delivery {

    /** A request that waits. */
    record Request(StoredEvent event, CompletableFuture<Outcome> answer) {}

    private enum Mood {
        WAITS,
        DEAD
    }

    private final List<Request> waiting = new ArrayList<>();
    private final List<StoredEvent> arrivals = new ArrayList<>();
    private Mood mood = Mood.WAITS;

    @Override
    public Outcome deliver(StoredEvent event) throws IOException, InterruptedException {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        synchronized (this) {
            switch (mood) {
                case WAITS -> {
                    arrivals.add(event);
                    waiting.add(new Request(event, answer));
                }
                case DEAD -> throw new IOException("this world has ended");
            }
        }
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new IOException(e);
        }
    }

    /** Requests that wait, in the order of their events. */
    synchronized List<Request> waiting() {
        return waiting.stream()
                .sorted((a, b) -> Long.compare(a.event().sequence(), b.event().sequence()))
                .toList();
    }

    synchronized int sending() {
        return waiting.size();
    }

    void answer(Request request, Outcome outcome) {
        synchronized (this) {
            waiting.remove(request);
        }
        request.answer().complete(outcome);
    }

    /** What came since the last call, in order. */
    synchronized List<StoredEvent> arrivals() {
        List<StoredEvent> taken = List.copyOf(arrivals);
        arrivals.clear();
        return taken;
    }

    synchronized void waits() {
        mood = Mood.WAITS;
    }

    /** What is still waiting gets no answer that counts, and nothing that comes is remembered. */
    void dies() {
        List<Request> left;
        synchronized (this) {
            mood = Mood.DEAD;
            left = List.copyOf(waiting);
            waiting.clear();
        }
        left.forEach(request -> request.answer().completeExceptionally(new IOException("this world has ended")));
    }

    /** The world was cut: what comes from now on is not remembered. */
    synchronized void cut() {
        mood = Mood.DEAD;
    }
}
