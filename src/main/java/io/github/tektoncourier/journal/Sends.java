package io.github.tektoncourier.journal;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** What a route sent of one event; shared by all copies that the route makes of the exchange. */
final class Sends {

    static final String PROPERTY = "TektonCourierSends";

    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger completed = new AtomicInteger();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final Thread lane = Thread.currentThread();
    private final Exchange exchange;
    private final byte[] event;
    private final InFlight inFlight;

    /** The sends of an event, made on the thread that delivers it. */
    Sends(Exchange exchange, byte[] event, InFlight inFlight) {
        this.exchange = exchange;
        this.event = event;
        this.inFlight = inFlight;
    }

    void begin(Exchange sending, Endpoint endpoint) {
        begun.incrementAndGet();
        if (underWay.getAndIncrement() == 0 && Thread.currentThread() == lane) {
            inFlight.sending(Footprint.of(event, exchange, sending, endpoint));
        }
    }

    void end(Exchange sent) {
        Exception exception = sent.getException();
        if (exception == null) {
            completed.incrementAndGet();
        } else {
            failure.compareAndSet(null, exception);
        }
        if (underWay.decrementAndGet() == 0 && Thread.currentThread() == lane) {
            inFlight.returned();
        }
    }

    int completed() {
        return completed.get();
    }

    /** A send that failed, or never ended, on an exchange that itself ended well. */
    @Nullable
    Exception swallowed() {
        if (begun.get() == completed.get()) {
            return null;
        }
        Exception known = failure.get();
        return known != null
                ? known
                : new CamelExecutionException("A send failed and the route went on as if nothing had happened", null);
    }
}
