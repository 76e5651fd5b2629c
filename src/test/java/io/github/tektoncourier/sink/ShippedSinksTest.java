package io.github.tektoncourier.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sink files in the jar, with {@code direct:in} in the place of the journal. */
class ShippedSinksTest extends SinkTestSupport {

    private final Receiver receiver = new Receiver();

    @Override
    public boolean isUseAdviceWith() {
        return true;
    }

    @AfterEach
    void closeReceiver() {
        receiver.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http"})
    void a_sink_file_is_off_until_its_address_is_set_and_short_enough_to_read(String name) throws Exception {
        loadShipped(name);
        context.start();

        assertThat(context.getRoutes()).isEmpty();
        assertThat(content(name).lines().count()).isLessThanOrEqualTo(15);
    }

    @Test
    void http_sends_every_event_to_the_address() throws Exception {
        set("courier.http.url", receiver.url("/events"));
        startShipped("http");

        var sent = send();

        assertThat(sent.getException()).isNull();
        assertThat(receiver.requests).extracting(Receiver.Request::target).containsExactly("/events");
        assertThat(receiver.requests.get(0).header("ce-id")).isEqualTo(Events.ID);
    }

    private void set(String key, String value) {
        Properties properties = new Properties();
        properties.setProperty(key, value);
        context.getPropertiesComponent().setOverrideProperties(properties);
    }

    private void startShipped(String name) throws Exception {
        loadShipped(name);
        AdviceWith.adviceWith(context, name, route -> route.replaceFromWith("direct:in"));
        context.start();
    }

    private void loadShipped(String name) throws Exception {
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(List.of(PluginHelper.getResourceLoader(context).resolveResource(resource(name))));
    }

    private static String resource(String name) {
        return "classpath:routes/sinks/" + name + ".camel.yaml";
    }

    private static String content(String name) throws Exception {
        try (var in = Objects.requireNonNull(
                ShippedSinksTest.class.getResourceAsStream("/routes/sinks/" + name + ".camel.yaml"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
