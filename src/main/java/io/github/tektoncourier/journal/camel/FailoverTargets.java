package io.github.tektoncourier.journal.camel;

import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExtendedCamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.LoadBalanceDefinition;
import org.apache.camel.model.loadbalancer.FailoverLoadBalancerDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Counts the sends of each target of a failover load balancer apart: a target that failed is no failure of the event when
 * a later one took it. The balancer gives each target a copy of the exchange, and drops those that failed.
 */
public final class FailoverTargets implements InterceptStrategy {

    /** Adds it to a context whose routes are still to come. */
    public static void addTo(CamelContext context) {
        ExtendedCamelContext extended = context.getCamelContextExtension();
        if (extended.getInterceptStrategies().stream().noneMatch(FailoverTargets.class::isInstance)) {
            extended.addInterceptStrategy(new FailoverTargets());
        }
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
        return definition.getParent() instanceof LoadBalanceDefinition balancer
                        && balancer.getLoadBalancerType() instanceof FailoverLoadBalancerDefinition
                ? new Target(target, balancer)
                : AsyncProcessorConverterHelper.convert(target); // Camel warns of each that is none, e.g. of pipeline
    }

    private static final class Target extends DelegateAsyncProcessor {

        private final NamedNode balancer;

        Target(Processor processor, NamedNode balancer) {
            super(processor);
            this.balancer = balancer;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            Sends all = exchange.getProperty(Sends.PROPERTY, Sends.class);
            if (all == null) {
                return super.process(exchange, callback);
            }
            Sends own = all.apart();
            exchange.setProperty(Sends.PROPERTY, own);
            String place = balancer.getId() + " " + exchange.getExchangeId();
            return super.process(exchange, doneSync -> {
                exchange.setProperty(Sends.PROPERTY, all);
                all.target(place, own, exchange);
                callback.done(doneSync);
            });
        }
    }
}
