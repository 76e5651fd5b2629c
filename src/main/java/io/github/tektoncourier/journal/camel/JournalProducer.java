package io.github.tektoncourier.journal.camel;

import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.journal.Journal;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/** Appends what a route brings; the exchange goes on when it is on disk, and no thread waits for that. */
final class JournalProducer extends DefaultAsyncProducer {

    private @Nullable Journal journal;

    JournalProducer(JournalEndpoint endpoint) {
        super(endpoint);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        journal = ((JournalEndpoint) getEndpoint()).getComponent().journal("journal:events");
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Batch batch = exchange.getMessage().getBody(Batch.class);
        Journal target = journal;
        if (batch == null || target == null) {
            exchange.setException(new IllegalArgumentException(
                    "journal:events appends batches of events; this message holds something else. Put the step that"
                            + " makes cloud events in front of it."));
            callback.done(true);
            return true;
        }
        CompletableFuture<Void> durable = target.append(batch);
        if (durable.isDone() && !durable.isCompletedExceptionally()) {
            callback.done(true);
            return true;
        }
        CompletableFuture<Void> unused = durable.whenComplete((done, failure) -> {
            if (failure != null) {
                exchange.setException(failure);
            }
            callback.done(false);
        });
        return false;
    }
}
