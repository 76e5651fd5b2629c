package io.github.tektoncourier.kamelet.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.egress.EgressRules;
import io.github.tektoncourier.kamelet.AddressValueException;
import io.github.tektoncourier.kamelet.Events;
import io.github.tektoncourier.kamelet.Receiver;
import io.github.tektoncourier.kamelet.SinkTestSupport;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The one address that a tenant's file writes: its public name is good when the file is read, and leads inside later. */
class GuardedAddressTest extends SinkTestSupport {

    private final Receiver receiver = new Receiver();
    private final int port = URI.create(receiver.url("")).getPort();
    private final FakeNames names = new FakeNames();

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.getRegistry().bind("names", names);
        context.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
        return context;
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    @ParameterizedTest
    @CsvSource({"cloudevents-http-sink, url", "http-json-sink, url", "tekton-slack-sink, webhookUrl"})
    void a_written_name_that_leads_inside_is_refused_at_the_connection(String kamelet, String address)
            throws Exception {
        allow();
        names.leadTo("127.0.0.1");
        sink(kamelet, address);

        Exchange sent = send(Events.headers(), Events.data());

        assertThat(sent.getException())
                .isInstanceOf(AddressValueException.class)
                .hasMessageContaining("hooks.example.com leads to the courier's own machine")
                .hasMessageNotContaining("sekret");
        assertThat(names.asked).containsExactly("hooks.example.com.");
        assertThat(receiver.requests).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"cloudevents-http-sink, url", "http-json-sink, url", "tekton-slack-sink, webhookUrl"})
    void of_what_it_leads_to_only_allowed_addresses_are_connected_to(String kamelet, String address) throws Exception {
        allow("127.0.0.1");
        names.leadTo("10.1.2.3+127.0.0.1+169.254.169.254");
        sink(kamelet, address);

        send(Events.headers(), Events.data());

        assertThat(receiver.requests).singleElement().satisfies(request -> assertThat(request.header("Host"))
                .isEqualTo("hooks.example.com:" + port));
    }

    private void allow(String... entries) {
        context.getRegistry().bind("egressRules", EgressRules.of(List.of(entries), List.of()));
    }

    private void sink(String kamelet, String address) throws Exception {
        loadSink(kamelet, Map.of(address, "http://hooks.example.com:" + port + "/sekret", "guarded", "true"));
    }
}
