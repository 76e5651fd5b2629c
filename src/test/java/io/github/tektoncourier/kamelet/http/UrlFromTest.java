package io.github.tektoncourier.kamelet.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tektoncourier.egress.EgressRules;
import io.github.tektoncourier.kamelet.AddressValueException;
import io.github.tektoncourier.kamelet.Events;
import io.github.tektoncourier.kamelet.Receiver;
import io.github.tektoncourier.kamelet.SinkTestSupport;
import io.github.tektoncourier.proxy.ProxyVariables;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A sink whose address comes with each event, against a real receiver on loopback, which the strict rules refuse. */
class UrlFromTest extends SinkTestSupport {

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

    @Test
    void an_event_goes_to_the_address_that_it_brings() throws Exception {
        allow("127.0.0.0/8");
        sink(Map.of());

        Exchange sent = sendTo("http://127.0.0.1:" + port + "/team-a?sig=%2Fx#part");

        assertThat(sent.getException()).isNull();
        assertThat(receiver.requests).singleElement().satisfies(request -> {
            assertThat(request.target()).isEqualTo("/team-a?sig=%2Fx");
            assertThat(request.header("Host")).isEqualTo("127.0.0.1:" + port);
            assertThat(request.header("ce-id")).isNotEmpty();
        });
    }

    @Test
    void the_settings_of_an_application_count_where_no_rules_are_bound() throws Exception {
        context.getPropertiesComponent().addInitialProperty("courier.egress.allow", " 127.0.0.0/8, ");
        sink(Map.of());

        Exchange sent = sendTo("http://127.0.0.1:" + port + "/team-a");

        assertThat(sent.getException()).isNull();
        assertThat(receiver.requests).hasSize(1);
    }

    @Test
    void a_name_is_refused_where_it_leads_to_this_machine() throws Exception {
        names.leadTo("127.0.0.1");
        sink(Map.of());

        Exchange sent = sendTo("http://hooks.example.com:" + port + "/sekret");

        assertThat(sent.getException())
                .isInstanceOf(AddressValueException.class)
                .hasMessageContaining("hooks.example.com leads to the courier's own machine")
                .hasMessageNotContaining("sekret");
        assertThat(receiver.requests).isEmpty();
    }

    @Test
    void a_name_that_leads_elsewhere_the_second_time_is_looked_up_once_for_each_connection() throws Exception {
        allow("127.0.0.2");
        names.leadTo("127.0.0.2", "127.0.0.1");
        sink(Map.of());
        String address = "http://rebind.example.com:" + port + "/";

        Exchange first = sendTo(address);
        Exchange second = sendTo(address);

        // nothing listens on 127.0.0.2: what counts is that it, and only it, was connected to
        assertThat(first.getException()).isNotInstanceOf(AddressValueException.class);
        assertThat(second.getException()).isInstanceOf(AddressValueException.class);
        assertThat(names.asked).containsExactly("rebind.example.com.", "rebind.example.com.");
        assertThat(receiver.requests).isEmpty();
    }

    @Test
    void of_several_addresses_only_those_are_connected_to_that_are_allowed() throws Exception {
        allow("127.0.0.1");
        names.leadTo("127.0.0.2+127.0.0.1+10.1.2.3");
        sink(Map.of());

        Exchange sent = sendTo("http://hooks.example.com:" + port + "/");

        assertThat(sent.getException()).isNull();
        assertThat(receiver.requests).hasSize(1);
    }

    @Test
    void a_host_that_is_allowed_by_name_is_looked_up_as_it_is_written() throws Exception {
        allow("hooks.tools.svc");
        names.leadTo("127.0.0.1");
        sink(Map.of());

        sendTo("http://hooks.tools.svc:" + port + "/");

        assertThat(names.asked).containsExactly("hooks.tools.svc");
        assertThat(receiver.requests).hasSize(1);
    }

    @Test
    void a_redirect_is_an_answer_and_not_followed() throws Exception {
        allow("127.0.0.1");
        receiver.answer(307, Map.of("Location", receiver.url("/elsewhere")), "");
        sink(Map.of());

        Exchange sent = sendTo("http://127.0.0.1:" + port + "/");

        assertThat(sent.getException()).hasMessageContaining("307");
        assertThat(receiver.requests).hasSize(1);
    }

    @Test
    void each_request_has_a_connection_of_its_own() throws Exception {
        allow("127.0.0.1");
        sink(Map.of());
        try (ForwardProxy counting = new ForwardProxy(port)) {
            String address = "http://127.0.0.1:" + counting.port() + "/";

            sendTo(address);
            sendTo(address);

            assertThat(counting.heads).hasSize(2);
        }
    }

    @Test
    void behind_a_proxy_only_hosts_pass_that_are_allowed_by_name() throws Exception {
        allow("hooks.example.com");
        try (ForwardProxy proxy = new ForwardProxy(port)) {
            names.leadTo("127.0.0.1");
            context.getRegistry()
                    .bind(
                            "proxyVariables",
                            ProxyVariables.of(Map.of("HTTP_PROXY", "http://localhost:" + proxy.port())));
            sink(Map.of());

            Exchange allowed = sendTo("http://hooks.example.com/");
            Exchange other = sendTo("http://other.example.com/");

            assertThat(allowed.getException()).isNull();
            assertThat(other.getException())
                    .isInstanceOf(AddressValueException.class)
                    .hasMessageContaining("other.example.com is not allowed by name");
            assertThat(proxy.heads).singleElement().asString().startsWith("POST http://hooks.example.com/");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:%d/, the courier's own machine",
        "http://localhost:%d/, a name inside of a cluster",
        "http://user:sekret@127.0.0.1:%d/, user or password",
        "http://0x7f000001:%d/, a spelling that programs read differently",
        "'', is not set for this event"
    })
    void an_address_that_is_refused_is_a_dead_letter_with_the_reason(String address, String why) throws Exception {
        sink(Map.of());

        Exchange sent = sendTo(address.replace("%d", "" + port));

        assertThat(sent.getException())
                .isInstanceOfSatisfying(AddressValueException.class, refused -> assertThat(refused.forGood())
                        .isTrue())
                .hasMessageContaining(why)
                .hasMessageNotContaining("sekret");
        assertThat(receiver.requests).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"url, https://ci.example.com/", "bearerToken, sekret", "username, sekret"})
    void no_secret_of_the_operators_can_go_to_such_an_address(String parameter, String value) {
        assertThatThrownBy(() -> sink(Map.of(parameter, value)))
                .rootCause()
                .hasMessageContaining("urlFrom takes the address from the event")
                .hasMessageNotContaining("sekret");
    }

    private void allow(String... entries) {
        context.getRegistry().bind("egressRules", EgressRules.of(List.of(entries), List.of()));
    }

    private void sink(Map<String, String> more) throws Exception {
        StringBuilder parameters = new StringBuilder("urlFrom: slot.hook");
        more.forEach((name, value) ->
                parameters.append(", ").append(name).append(": '").append(value).append("'"));
        load(
                """
                - route:
                    from:
                      uri: direct:in
                      steps:
                        - setVariable: {name: slot.hook, expression: {header: {expression: address}}}
                        - removeHeader: {name: address}
                        - to: {uri: "kamelet:cloudevents-http-sink", parameters: {%s}}
                """
                        .formatted(parameters));
    }

    private Exchange sendTo(String address) {
        Map<String, Object> headers = new HashMap<>(Events.headers());
        headers.put("address", address);
        return send(headers, Events.data());
    }
}
