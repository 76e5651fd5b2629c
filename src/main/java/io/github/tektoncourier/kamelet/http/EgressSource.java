package io.github.tektoncourier.kamelet.http;

import io.github.tektoncourier.egress.EgressRules;
import io.github.tektoncourier.egress.EgressTarget;
import io.github.tektoncourier.kamelet.AddressValueException;
import io.github.tektoncourier.text.LogText;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.jspecify.annotations.Nullable;

/** The exchange variable that brings the address of each event's receiver, and what keeps such addresses in bounds. */
final class EgressSource {

    /** In place of a target that no event has brought yet: what the environment says of proxies is checked with it. */
    static final String ANYWHERE = "https://example.com";

    private final String variable;
    private @Nullable EgressGuard guard;

    EgressSource(String variable) {
        this.variable = variable;
    }

    /**
     * Where an event goes.
     *
     * @throws AddressValueException where the variable has no address, or one that the rules refuse
     */
    EgressTarget target(Exchange exchange) {
        String address = exchange.getVariable(variable, String.class);
        if (address == null || address.isBlank()) {
            throw new AddressValueException("urlFrom takes the address from the variable " + LogText.line(variable, 80)
                    + ", which is not set for this event. Set it with setVariable, or give the slot a default.");
        }
        return guard(exchange.getContext()).target(address.strip());
    }

    /** Each request has a connection of its own: hundreds of addresses leave no more of them behind than one. */
    void addTo(HttpClientBuilder client, @Nullable CamelContext context) {
        client.addExecInterceptorFirst("egress", guard(context))
                .setConnectionReuseStrategy((request, response, exchange) -> false);
    }

    /** Holds the requests to one written address to the rules; their connections are kept. */
    void guardOnly(HttpClientBuilder client, @Nullable CamelContext context) {
        client.addExecInterceptorFirst("egress", guard(context));
    }

    /** One for all events: with rules and a resolver that are bound in the context's registry, else by its settings, with Java's. */
    synchronized EgressGuard guard(@Nullable CamelContext context) {
        EgressGuard known = guard;
        if (known == null) {
            EgressRules rules = bound(context, EgressRules.class);
            DnsResolver names = bound(context, DnsResolver.class);
            known = new EgressGuard(
                    rules == null ? configured(context) : rules,
                    names == null ? SystemDefaultDnsResolver.INSTANCE : names);
            guard = known;
        }
        return known;
    }

    private static EgressRules configured(@Nullable CamelContext context) {
        return EgressRules.configured(key -> context == null
                ? Optional.empty()
                : context.getPropertiesComponent().resolveProperty(key));
    }

    private static <T> @Nullable T bound(@Nullable CamelContext context, Class<T> type) {
        return context == null ? null : context.getRegistry().findSingleByType(type);
    }
}
