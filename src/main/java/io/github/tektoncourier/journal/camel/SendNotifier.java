package io.github.tektoncourier.journal.camel;

import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeSendingEvent;
import org.apache.camel.spi.CamelEvent.ExchangeSentEvent;
import org.apache.camel.support.EventNotifierSupport;

/**
 * Sees every send that a route makes, also those of recipient lists, multicasts and inside Kamelets, and marks it in
 * {@link Sends}. What stays inside the process is no send. Behind a send to another process the exchange is as before it.
 */
final class SendNotifier extends EventNotifierSupport {

    private static final List<String> INSIDE = List.of("direct:", "kamelet:", "bean:", "class:");

    @SuppressWarnings("deprecation") // one of the switches is on the 4.22 core; there all of them still work
    private SendNotifier() {
        setIgnoreCamelContextInitEvents(true);
        setIgnoreCamelContextEvents(true);
        setIgnoreRouteEvents(true);
        setIgnoreServiceEvents(true);
        setIgnoreStepEvents(true);
        setIgnoreExchangeCreatedEvent(true);
        setIgnoreExchangeCompletedEvent(true);
        setIgnoreExchangeFailedEvents(true);
        setIgnoreExchangeRedeliveryEvents(true);
        setIgnoreExchangeAsyncProcessingStartedEvents(true);
    }

    static void addTo(CamelContext context) throws Exception {
        boolean there =
                context.getManagementStrategy().getEventNotifiers().stream().anyMatch(SendNotifier.class::isInstance);
        if (!there) {
            SendNotifier notifier = new SendNotifier();
            notifier.start();
            context.getManagementStrategy().addEventNotifier(notifier);
        }
    }

    /** Only sends of our events; Camel reports the end of a send only to notifiers that wanted its begin. */
    @Override
    public boolean isEnabled(CamelEvent event) {
        if (event instanceof ExchangeSendingEvent sending) {
            return sends(sending) != null && leaves(sending.getEndpoint());
        }
        return event instanceof ExchangeSentEvent sent && sends(sent) != null && leaves(sent.getEndpoint());
    }

    @Override
    public void notify(CamelEvent event) {
        Sends sends = event instanceof CamelEvent.ExchangeEvent about ? sends(about) : null;
        if (sends == null) {
            return;
        }
        if (event instanceof ExchangeSendingEvent sending) {
            begin(sends, sending.getExchange(), sending.getEndpoint());
        } else if (event instanceof ExchangeSentEvent sent) {
            end(sends, sent.getExchange(), sent.getEndpoint());
        }
    }

    private static void begin(Sends sends, Exchange exchange, Endpoint endpoint) {
        sends.begin(exchange, endpoint);
        AnswerInterceptor.Step step = exchange.getProperty(AnswerInterceptor.PROPERTY, AnswerInterceptor.Step.class);
        exchange.removeProperty(
                AnswerInterceptor.PROPERTY); // it is about this send, not about those inside a direct: route
        boolean restores = step != null && step.sends(endpoint);
        if (!restores && remote(endpoint)) {
            BeforeSend.note(exchange);
        }
    }

    private static void end(Sends sends, Exchange exchange, Endpoint endpoint) {
        sends.end(exchange);
        if (remote(endpoint)) {
            BeforeSend.restoreNoted(exchange);
        }
    }

    /** Whether what comes back was written by others. Camel takes a Kamelet for remote, whose route is seen into here. */
    static boolean remote(Endpoint endpoint) {
        return leaves(endpoint) && endpoint.isRemote();
    }

    private static @org.jspecify.annotations.Nullable Sends sends(CamelEvent.ExchangeEvent event) {
        return event.getExchange().getProperty(Sends.PROPERTY, Sends.class);
    }

    private static boolean leaves(Endpoint endpoint) {
        String uri = endpoint.getEndpointUri();
        for (int i = 0; i < INSIDE.size(); i++) {
            if (uri.startsWith(INSIDE.get(i))) {
                return false;
            }
        }
        return true;
    }
}
