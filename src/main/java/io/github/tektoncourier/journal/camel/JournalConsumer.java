package io.github.tektoncourier.journal.camel;

import io.github.tektoncourier.cloudevent.HeaderNames;
import io.github.tektoncourier.cloudevent.Trimming;
import io.github.tektoncourier.journal.Delivery;
import io.github.tektoncourier.journal.InFlight;
import io.github.tektoncourier.journal.Journal;
import io.github.tektoncourier.journal.Outcome;
import io.github.tektoncourier.journal.SinkDelivery;
import io.github.tektoncourier.journal.SinkState;
import io.github.tektoncourier.journal.StoredEvent;
import io.github.tektoncourier.journal.Subscription;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.slot.SlotReader;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.component.kamelet.KameletEndpoint;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands each event of a subscription to a route, and tells the subscription how it went. */
final class JournalConsumer extends DefaultConsumer {

    private static final Logger LOG = LoggerFactory.getLogger(JournalConsumer.class);

    private final JournalEndpoint endpoint;
    private @Nullable Subscription subscription;
    private volatile @Nullable SinkState state;
    private String claimed = "";
    private String variable = "";

    JournalConsumer(JournalEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        SubscriptionSettings settings = endpoint.settings();
        Journal journal = endpoint.getComponent().journal("The subscription " + settings.name());
        String route = route();
        endpoint.getComponent().claim(settings.name(), route);
        claimed = route;
        SlotReader slot = endpoint.slotReader();
        variable = slot == null ? "" : slot.slot().variable();
        if (slot != null) {
            endpoint.unreadOrigin(slot).ifPresent(LOG::warn);
        }
        state = journal.sinkState(settings.name()).orElse(null);
        try {
            subscription = journal.subscribe(settings, new Delivery() {
                @Override
                public Outcome deliver(StoredEvent event) throws Exception {
                    return deliver(event, InFlight.UNCOUNTED);
                }

                @Override
                public Outcome deliver(StoredEvent event, InFlight inFlight) throws Exception {
                    return JournalConsumer.this.deliver(event, inFlight);
                }

                @Override
                public @Nullable SlotReader slot() {
                    return slot;
                }
            });
        } catch (RuntimeException e) {
            endpoint.getComponent().release(settings.name(), claimed);
            throw e;
        }
    }

    @Override
    protected void doStop() throws Exception {
        Subscription running = subscription;
        subscription = null;
        if (running != null) {
            running.close();
            endpoint.getComponent().release(endpoint.getSubscription(), claimed);
        }
        super.doStop();
    }

    @Override
    protected void doSuspend() throws Exception {
        doStop();
    }

    @Override
    protected void doResume() throws Exception {
        doStart();
    }

    private Outcome deliver(StoredEvent event, InFlight inFlight) throws Exception {
        Exchange exchange = createExchange(false);
        try {
            Sends sends = new Sends(exchange, event.data(), inFlight);
            exchange.setProperty(Sends.PROPERTY, sends);
            offerState(exchange, sends);
            fill(exchange.getMessage(), event);
            if (event.trim() > 0) {
                exchange.setVariable(Trimming.VARIABLE, event.trim());
            }
            if (!variable.isEmpty()) {
                exchange.setVariable(variable, event.value());
            }
            getProcessor().process(exchange);
            return outcome(exchange, sends);
        } finally {
            releaseExchange(exchange, false);
        }
    }

    private void offerState(Exchange exchange, Sends sends) {
        SinkState kept = state;
        if (kept != null) {
            exchange.setProperty(SinkDelivery.PROPERTY, new OfferedState(sends, kept));
        }
    }

    private static void fill(Message message, StoredEvent event) {
        message.setBody(event.data());
        event.attributes().forEach((name, value) -> message.setHeader(HeaderNames.of(name), value));
    }

    private static Outcome outcome(Exchange exchange, Sends sends) {
        Exception failure = exchange.getException();
        boolean byRoute = failure != null && !sends.failed();
        if (failure == null) {
            failure = sends.swallowed();
        }
        if (failure == null && exchange.isRollbackOnly()) {
            failure = new CamelExchangeException("The route asked for a rollback", exchange);
        }
        if (failure != null) {
            return new Outcome.Failed(failure, byRoute);
        }
        return sends.outcome();
    }

    /** The user's route: behind a Kamelet that is the one which uses it, not the Kamelet's own. */
    private String route() {
        String own = getRouteId() == null ? endpoint.getEndpointUri() : getRouteId();
        for (Route route : endpoint.getCamelContext().getRoutes()) {
            if (route.getEndpoint() instanceof KameletEndpoint kamelet && own.equals(kamelet.getRouteId())) {
                return route.getRouteId();
            }
        }
        return own;
    }
}
