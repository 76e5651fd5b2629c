package io.github.tektoncourier.kamelet.http;

import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpSendDynamicAware;

/**
 * Tells options of a {@code toD} to an HTTP address from its query. Camel 4.18 does not know those that its component reads
 * itself and sends them to the receiver instead.
 */
public final class HttpOptions extends HttpSendDynamicAware {

    private static final Set<String> OPTIONS =
            Set.of("connectTimeout", "connectionRequestTimeout", "responseTimeout", "soTimeout");

    @Override
    public Map<String, Object> endpointProperties(Exchange exchange, String uri) throws Exception {
        Map<String, Object> known = super.endpointProperties(exchange, uri);
        Map<String, Object> others = super.endpointLenientProperties(exchange, uri);
        if (others != null) {
            OPTIONS.stream().filter(others::containsKey).forEach(option -> known.put(option, others.get(option)));
        }
        return known;
    }

    @Override
    public Map<String, Object> endpointLenientProperties(Exchange exchange, String uri) throws Exception {
        Map<String, Object> others = super.endpointLenientProperties(exchange, uri);
        if (others != null) {
            others.keySet().removeAll(OPTIONS);
        }
        return others;
    }
}
