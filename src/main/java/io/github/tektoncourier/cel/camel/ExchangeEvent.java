package io.github.tektoncourier.cel.camel;

import io.github.tektoncourier.cel.CelEvent;
import io.github.tektoncourier.cel.CelFailedException;
import io.github.tektoncourier.cel.RunData;
import io.github.tektoncourier.cloudevent.HeaderNames;
import java.util.Map;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** An event as it stands in a route: attributes are headers, its data is the body. */
final class ExchangeEvent implements CelEvent {

    /** What was read of the body stays for the other expressions of a route. */
    private static final String READ = "CourierCelRun";

    private static final Map<String, String> HEADERS = HeaderNames.ofEvents();

    private record Read(Object body, Object run) {}

    private final Exchange exchange;

    ExchangeEvent(Exchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public @Nullable String attribute(String name) {
        return exchange.getMessage().getHeader(HEADERS.get(name), String.class);
    }

    @Override
    public Object run() {
        Object body = exchange.getMessage().getBody();
        if (body == null) {
            throw new CelFailedException("run is read from the event's data, and there is no body", false);
        }
        if (exchange.getProperty(READ) instanceof Read read && read.body() == body) {
            return read.run();
        }
        byte[] bytes =
                body instanceof byte[] data ? data : exchange.getMessage().getBody(byte[].class);
        Object run = RunData.run(bytes == null ? new byte[0] : bytes);
        exchange.setProperty(READ, new Read(body, run));
        return run;
    }
}
