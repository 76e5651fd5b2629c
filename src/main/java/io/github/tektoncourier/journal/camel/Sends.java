package io.github.tektoncourier.journal.camel;

import io.github.tektoncourier.journal.InFlight;
import io.github.tektoncourier.journal.Outcome;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
    private final Thread lane;
    private final Exchange exchange;
    private final byte[] event;
    private final InFlight inFlight;
    private final Map<String, Exception> failedTargets = new ConcurrentHashMap<>();
    private final AtomicInteger decisions = new AtomicInteger();
    private volatile int status;
    private volatile String filter = "";

    /** The sends of an event, made on the thread that delivers it. */
    Sends(Exchange exchange, byte[] event, InFlight inFlight) {
        this(exchange, event, inFlight, Thread.currentThread());
    }

    private Sends(Exchange exchange, byte[] event, InFlight inFlight, Thread lane) {
        this.exchange = exchange;
        this.event = event;
        this.inFlight = inFlight;
        this.lane = lane;
    }

    /** Counts a part of the same event's sends apart. */
    Sends apart() {
        return new Sends(exchange, event, inFlight, lane);
    }

    void begin(Exchange sending, Endpoint endpoint) {
        begun.incrementAndGet();
        boolean onLane = Thread.currentThread() == lane;
        if (!onLane) {
            inFlight.elsewhere();
        }
        if (underWay.getAndIncrement() == 0 && onLane) {
            inFlight.sending(Footprint.of(event, exchange, sending, endpoint));
        }
    }

    void end(Exchange sent) {
        Exception exception = sent.getException();
        if (exception == null) {
            completed.incrementAndGet();
            Object answered = sent.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE);
            status = answered instanceof Integer code ? code : status;
        } else {
            failure.compareAndSet(null, exception);
        }
        if (underWay.decrementAndGet() == 0 && Thread.currentThread() == lane) {
            inFlight.returned();
        }
    }

    /**
     * Takes over what a target of a failover load balancer sent, unless the target failed. That stays a failure until
     * another target of the same place completes a send: one that only filters took nothing.
     */
    void target(String place, Sends own, Exchange exchange) {
        Exception exception = exchange.getException();
        if (exception != null) {
            failedTargets.put(place, exception);
            return;
        }
        begun.addAndGet(own.begun.get());
        completed.addAndGet(own.completed.get());
        status = own.status > 0 ? own.status : status;
        decisions.addAndGet(own.decisions.get());
        filter = own.filter.isEmpty() ? filter : own.filter;
        failure.compareAndSet(null, own.failure.get());
        failedTargets.putAll(own.failedTargets);
        if (own.completed.get() > 0) {
            failedTargets.remove(place);
        }
    }

    /** Whether a send failed, or never ended. */
    boolean failed() {
        return failure.get() != null || begun.get() != completed.get() || !failedTargets.isEmpty();
    }

    /** Counts what needs no send as sent. */
    void alreadyThere() {
        begun.incrementAndGet();
        completed.incrementAndGet();
    }

    /** Waits on the delivering thread, while other sinks use its room for work. */
    void pause(long millis) throws InterruptedException {
        boolean onLane = Thread.currentThread() == lane;
        if (onLane) {
            inFlight.sending(event.length);
        }
        try {
            Thread.sleep(millis);
        } finally {
            if (onLane) {
                inFlight.returned();
            }
        }
    }

    int completed() {
        return completed.get();
    }

    /** How many steps have decided whether the event goes on. */
    int decisions() {
        return decisions.get();
    }

    /** A step has decided whether the event goes on. */
    void decided() {
        decisions.incrementAndGet();
    }

    /** A step has left the event out; the latest counts. */
    void filtered(String step) {
        filter = step;
    }

    /** What became of it, when nothing failed. */
    Outcome outcome() {
        if (completed() == 0) {
            return filter.isEmpty() ? Outcome.FILTERED : new Outcome.Filtered(filter);
        }
        return status == 0 ? Outcome.DELIVERED : new Outcome.Delivered(status);
    }

    /** A send that failed, or never ended, on an exchange that itself ended well. */
    @Nullable
    Exception swallowed() {
        if (begun.get() == completed.get() && failedTargets.isEmpty()) {
            return null;
        }
        if (begun.get() == completed.get()) {
            return failedTargets.values().stream().findFirst().orElse(null);
        }
        Exception known = failure.get();
        return known != null
                ? known
                : new CamelExecutionException("A send failed and the route went on as if nothing had happened", null);
    }
}
