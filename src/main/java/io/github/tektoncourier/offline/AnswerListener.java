package io.github.tektoncourier.offline;

import io.github.tektoncourier.journal.delivery.Classification;
import io.github.tektoncourier.routes.check.grammar.WrittenSteps.WrittenStep;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeSendingEvent;
import org.apache.camel.spi.CamelEvent.ExchangeSentEvent;
import org.apache.camel.support.EventNotifierSupport;

/** Notes what was answered to the sends of users' files, before the courier takes answers out of the exchange. */
final class AnswerListener extends EventNotifierSupport {

    private static final Set<String> INSIDE = Set.of("kamelet", "direct", "bean", "class", "language", "journal");

    private final Consumer<SentRequest> answers;
    private final Classification classification = new Classification(Clock.systemUTC());

    private AnswerListener(Consumer<SentRequest> answers) {
        this.answers = answers;
    }

    static void addTo(CamelContext context, Consumer<SentRequest> answers) {
        AnswerListener listener = new AnswerListener(answers);
        listener.start();
        context.getManagementStrategy().addEventNotifier(listener);
    }

    /** Camel reports the end of a send only to notifiers that wanted its begin. */
    @Override
    public boolean isEnabled(CamelEvent event) {
        return (event instanceof ExchangeSendingEvent sending && leaves(sending.getEndpoint()))
                || (event instanceof ExchangeSentEvent sent && leaves(sent.getEndpoint()));
    }

    private static boolean leaves(Endpoint endpoint) {
        String uri = endpoint.getEndpointUri();
        int colon = uri.indexOf(':');
        return colon > 0 && !INSIDE.contains(uri.substring(0, colon));
    }

    @Override
    public void notify(CamelEvent event) {
        if (event instanceof ExchangeSentEvent sent) {
            Exchange exchange = sent.getExchange();
            StepTrace.stepOf(exchange).ifPresent(visit -> answers.accept(request(visit, sent, exchange)));
        }
    }

    private SentRequest request(StepTrace.Visit visit, ExchangeSentEvent sent, Exchange exchange) {
        WrittenStep step = visit.written();
        Exception failure = exchange.getException();
        return new SentRequest(
                visit.file(),
                visit.event(),
                WrittenAddress.step(step),
                step.line(),
                WrittenAddress.of(step, sent.getEndpoint().getEndpointUri(), Optional.of(exchange)),
                failure == null ? taken(exchange) : classification.of(failure).brief(),
                failure != null,
                Duration.ofMillis(sent.getTimeTaken()));
    }

    private static String taken(Exchange exchange) {
        Integer status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        return status == null ? "taken" : "HTTP " + status;
    }
}
