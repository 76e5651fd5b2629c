package io.github.tektoncourier.routes.camel;

import io.github.tektoncourier.cloudevent.EventAttribute;
import io.github.tektoncourier.cloudevent.Refusal;
import io.github.tektoncourier.routes.check.file.SimpleText;
import java.util.List;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.DynamicRouterDefinition;
import org.apache.camel.model.EnrichDefinition;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.PollDefinition;
import org.apache.camel.model.PollEnrichDefinition;
import org.apache.camel.model.RecipientListDefinition;
import org.apache.camel.model.RoutingSlipDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.jspecify.annotations.Nullable;

/**
 * Holds the values of an event that stand in an address of Camel's own to their alphabet once more, when an event passes:
 * what set a header in between is not known here.
 */
public final class AddressGuard implements InterceptStrategy {

    private AddressGuard() {}

    /** Guards all routes that are added from now on. */
    public static void addTo(CamelContext context) {
        context.getCamelContextExtension().addInterceptStrategy(new AddressGuard());
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, @Nullable Processor nextTarget) {
        String address = address(definition);
        if (address == null) {
            return target;
        }
        String whole = context.resolvePropertyPlaceholders(address);
        String foreign = byUri(definition) && SimpleText.language(whole).isPresent()
                ? "the language " + SimpleText.language(whole).orElseThrow()
                : SimpleText.foreign(whole);
        if (foreign != null && !whole.equals(address)) {
            throw new IllegalArgumentException("A setting brings " + foreign + " into the address of "
                    + definition.getShortName() + ", and that may be text from a run. Take it out of the setting.");
        }
        List<EventAttribute> attributes = EventAttribute.in(address);
        return attributes.isEmpty() ? target : new Guarded(target, attributes);
    }

    private static boolean byUri(NamedNode definition) {
        return definition instanceof ToDynamicDefinition || definition instanceof PollDefinition;
    }

    private static @Nullable String address(NamedNode definition) {
        if (definition instanceof ToDynamicDefinition dynamic) {
            return dynamic.getUri();
        } else if (definition instanceof PollDefinition poll) {
            return poll.getUri();
        }
        boolean byExpression = definition instanceof RecipientListDefinition<?>
                || definition instanceof RoutingSlipDefinition<?>
                || definition instanceof DynamicRouterDefinition<?>
                || definition instanceof EnrichDefinition
                || definition instanceof PollEnrichDefinition;
        if (byExpression && definition instanceof ExpressionNode node && node.getExpression() != null) {
            return node.getExpression().getExpression();
        }
        return null;
    }

    private static final class Guarded extends DelegateAsyncProcessor {
        private final List<EventAttribute> attributes;

        private Guarded(Processor target, List<EventAttribute> attributes) {
            super(target);
            this.attributes = attributes;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            for (EventAttribute attribute : attributes) {
                String value = exchange.getMessage().getHeader(attribute.header(), "", String.class);
                if (!EventAttribute.plain(value)) {
                    exchange.setException(new UnfitException(attribute, value.isEmpty()));
                    callback.done(true);
                    return true;
                }
            }
            return super.process(exchange, callback);
        }
    }

    /** The same event would have the same value at each try. */
    private static final class UnfitException extends RuntimeException implements Refusal {
        private UnfitException(EventAttribute attribute, boolean empty) {
            super("The address takes the event's " + attribute.lower()
                    + (empty
                            ? ", and this event has none. Let only events pass that have it, by a filter on ${header."
                                    + attribute.header() + "}."
                            : ", and this one is no plain name (letters, digits, '.', '_', '-')."));
        }

        @Override
        public int retryAfterSeconds() {
            return 0;
        }

        @Override
        public boolean forGood() {
            return true;
        }
    }
}
