package io.github.tektoncourier.journal.camel;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.ExtendedCamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.EnrichDefinition;
import org.apache.camel.model.PollDefinition;
import org.apache.camel.model.PollEnrichDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.jspecify.annotations.Nullable;

/**
 * Lets no answer from outside steer the steps behind it, for steps that work on a copy of the exchange or exchange its body
 * themselves; {@link SendNotifier} does it for all others. An aggregation strategy is the author's own word on what
 * becomes of the body.
 */
public final class AnswerInterceptor implements InterceptStrategy {

    static final String PROPERTY = "TektonCourierAnswer";

    private AnswerInterceptor() {}

    /** Guards all routes that are added from now on. */
    public static void addTo(CamelContext context) {
        ExtendedCamelContext extended = context.getCamelContextExtension();
        if (extended.getInterceptStrategies().stream().noneMatch(AnswerInterceptor.class::isInstance)) {
            extended.addInterceptStrategy(new AnswerInterceptor());
        }
    }

    /** What a step is about to do with an answer. */
    static final class Step {
        private final boolean takesAnswer;
        private final AtomicBoolean remote = new AtomicBoolean();

        private Step(boolean takesAnswer) {
            this.takesAnswer = takesAnswer;
        }

        /** Notes a send of this step. Returns whether the step itself puts the exchange back. */
        boolean sends(Endpoint endpoint) {
            if (SendNotifier.remote(endpoint)) {
                remote.set(true);
            }
            return takesAnswer;
        }
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, @Nullable Processor nextTarget) {
        if (definition instanceof EnrichDefinition enrich) {
            return new Restoring(
                    target,
                    true,
                    false,
                    strategy(enrich.getAggregationStrategy(), enrich.getAggregationStrategyBean()));
        }
        if (definition instanceof PollEnrichDefinition poll) {
            return new Restoring(
                    target, true, true, strategy(poll.getAggregationStrategy(), poll.getAggregationStrategyBean()));
        }
        if (definition instanceof PollDefinition) {
            return new Restoring(target, true, true, false);
        }
        boolean sendsVariable = definition instanceof SendDefinition<?> && variableSend(definition) != null;
        return sendsVariable ? new Restoring(target, false, false, false) : target;
    }

    private static boolean strategy(@Nullable String name, @Nullable AggregationStrategy bean) {
        return name != null || bean != null;
    }

    private static @Nullable String variableSend(NamedNode definition) {
        if (definition instanceof ToDynamicDefinition dynamic) {
            return dynamic.getVariableSend();
        }
        return definition instanceof org.apache.camel.model.ToDefinition to ? to.getVariableSend() : null;
    }

    private static final class Restoring extends DelegateAsyncProcessor {
        private final boolean takesAnswer;
        private final boolean polls;
        private final boolean ownBody;

        /**
         * Wraps a step.
         *
         * @param takesAnswer whether it works on a copy of the exchange, whose answer it takes over
         * @param polls whether it asks instead of sending
         * @param ownBody whether the body behind it is what the route's author made of the answer
         */
        private Restoring(Processor target, boolean takesAnswer, boolean polls, boolean ownBody) {
            super(target);
            this.takesAnswer = takesAnswer;
            this.polls = polls;
            this.ownBody = ownBody;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            if (exchange.getProperty(Sends.PROPERTY) == null) {
                return super.process(exchange, callback); // no event of a subscription
            }
            BeforeSend before = BeforeSend.of(exchange);
            Step step = new Step(takesAnswer);
            exchange.setProperty(PROPERTY, step);
            return super.process(exchange, doneSync -> {
                exchange.removeProperty(PROPERTY);
                if (exchange.getException() == null && (step.remote.get() || (polls && polledRemote(exchange)))) {
                    Object body = exchange.getMessage().getBody();
                    before.restore(exchange);
                    if (ownBody) {
                        exchange.getMessage().setBody(body);
                    }
                }
                callback.done(doneSync);
            });
        }

        private static boolean polledRemote(Exchange exchange) {
            String uri = exchange.getProperty(ExchangePropertyKey.TO_ENDPOINT, String.class);
            Endpoint endpoint = uri == null ? null : exchange.getContext().hasEndpoint(uri);
            return endpoint == null || SendNotifier.remote(endpoint);
        }
    }
}
