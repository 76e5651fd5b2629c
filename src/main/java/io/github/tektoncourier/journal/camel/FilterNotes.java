package io.github.tektoncourier.journal.camel;

import io.github.tektoncourier.text.LogText;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExtendedCamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.FilterDefinition;
import org.apache.camel.model.KameletDefinition;
import org.apache.camel.model.OtherwiseDefinition;
import org.apache.camel.model.StopDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.WhenDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.jspecify.annotations.Nullable;

/**
 * Notes in {@link Sends} which step of a route left an event out: a filter or a choice whose steps did not begin, a stop, or
 * a Kamelet that ended the route.
 */
public final class FilterNotes implements InterceptStrategy {

    /** After so many events a step whose place is still not known has none. */
    private static final int MOST_LOOKS = 20;

    private FilterNotes() {}

    /** Follows all routes that are added from now on. */
    public static void addTo(CamelContext context) {
        ExtendedCamelContext extended = context.getCamelContextExtension();
        if (extended.getInterceptStrategies().stream().noneMatch(FilterNotes.class::isInstance)) {
            extended.addInterceptStrategy(new FilterNotes());
        }
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, @Nullable Processor nextTarget) {
        Processor noting = decides(definition) || calls(definition) ? new Noting(target, definition) : target;
        return begins(definition) ? new Entered(noting) : noting;
    }

    private static boolean decides(NamedNode step) {
        return step instanceof FilterDefinition || step instanceof ChoiceDefinition || step instanceof StopDefinition;
    }

    private static boolean calls(NamedNode step) {
        return step instanceof KameletDefinition
                || (step instanceof ToDefinition to
                        && String.valueOf(to.getUri()).startsWith("kamelet:"));
    }

    /** Whether a step is one of those that another lets an event through to. */
    private static boolean begins(NamedNode step) {
        return step.getParent() instanceof FilterDefinition
                || step.getParent() instanceof WhenDefinition
                || step.getParent() instanceof OtherwiseDefinition
                || step.getParent() instanceof ChoiceDefinition;
    }

    private static @Nullable Sends sends(Exchange exchange) {
        return exchange.getProperty(Sends.PROPERTY, Sends.class); // absent: no event of a subscription
    }

    private static final class Entered extends DelegateAsyncProcessor {

        private Entered(Processor target) {
            super(target);
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            Sends sends = sends(exchange);
            if (sends != null) {
                sends.decided();
            }
            return super.process(exchange, callback);
        }
    }

    private static final class Noting extends DelegateAsyncProcessor {
        private final NamedNode step;
        private volatile String words = "";
        private final AtomicInteger looks = new AtomicInteger();

        private Noting(Processor target, NamedNode step) {
            super(target);
            this.step = step;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            Sends sends = sends(exchange);
            if (sends == null) {
                return super.process(exchange, callback);
            }
            int before = sends.decisions();
            return super.process(exchange, doneSync -> {
                if (sends.decisions() == before && (decides(step) || exchange.isRouteStop())) {
                    sends.filtered(words(exchange.getContext()));
                    sends.decided();
                }
                callback.done(doneSync);
            });
        }

        private String words(CamelContext context) {
            String known = words;
            if (known.isEmpty()) {
                Set<StepPlaces> places = context.getRegistry().findByType(StepPlaces.class);
                for (StepPlaces one : places) {
                    known = known.isEmpty() ? one.of(step) : known;
                }
                boolean found = !known.isEmpty();
                known = found ? known : "step " + LogText.line(step.getShortName());
                words = found || places.isEmpty() || looks.incrementAndGet() >= MOST_LOOKS ? known : "";
            }
            return known;
        }
    }
}
