package io.github.tektoncourier.kamelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.builder.AdviceWith;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sink files in the jar, with {@code direct:in} in the place of the journal. */
class ShippedSinksTest extends SinkTestSupport {

    private final Receiver receiver = new Receiver();

    @AfterEach
    void closeReceiver() {
        receiver.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "kafka", "slack"})
    void a_sink_file_is_off_until_its_address_is_set_and_short_enough_to_read(String name) throws Exception {
        load(shipped(name));

        assertThat(context.getRoutes()).isEmpty();
        assertThat(shipped(name).lines().count()).isLessThanOrEqualTo(15);
    }

    @Test
    void http_sends_every_event_to_the_address() throws Exception {
        loadShipped("http", Map.of("courier.http.url", receiver.url("/events")));

        var sent = send();

        assertThat(sent.getException()).isNull();
        assertThat(receiver.requests).extracting(Receiver.Request::target).containsExactly("/events");
        assertThat(receiver.requests.get(0).header("ce-id")).isEqualTo(Events.ID);
    }

    @Test
    void slack_tells_the_failure_of_a_run_that_nobody_else_waits_for_and_no_other() throws Exception {
        loadShipped("slack", Map.of("courier.slack.webhook-url", receiver.url("/services/T/B/x")));
        Map<String, Object> child = new HashMap<>(Events.headers());
        child.put("CamelCloudEventRunuid", "4ccb4f01-92b5-4d3b-a5f7-7d7c1f2a9e01");
        Map<String, Object> root = new HashMap<>(child);
        root.put("CamelCloudEventPartitionkey", "4ccb4f01-92b5-4d3b-a5f7-7d7c1f2a9e01");
        receiver.answer(200, Map.of(), "ok");

        assertThat(send(child, Events.data()).getException()).isNull();
        assertThat(receiver.requests).isEmpty();
        assertThat(send(root, Events.data()).getException()).isNull();
        assertThat(receiver.requests).hasSize(1);
        assertThat(shipped("slack")).contains("types: \"dev.tekton.event.*.failed.v1\"");
    }

    @Test
    void the_router_is_off_until_it_is_switched_on() throws Exception {
        load(shipped("router"));

        assertThat(context.getRoutes()).isEmpty();
        assertThat(shipped("router")).contains("share one fate");
    }

    @Test
    void the_router_sends_each_event_to_the_one_place_its_content_names() throws Exception {
        loadShipped(
                "router",
                Map.of(
                        "courier.router.enabled", "true",
                        "courier.http.url", receiver.url("/http"),
                        "courier.slack.webhook-url", receiver.url("/slack"),
                        "courier.kafka.bootstrap-servers", "localhost:1",
                        "courier.kafka.topic", "tekton-events"));
        AdviceWith.adviceWith(context, "router", route -> route.weaveByToUri("kamelet:cloudevents-kafka-sink*")
                .replace()
                .to("mock:kafka"));
        Map<String, Object> running = Events.running();
        Map<String, Object> production = new HashMap<>(running);
        production.put("CamelCloudEventNamespace", "prod-eu");
        receiver.answer(200, Map.of(), "ok");

        for (Map<String, Object> headers : List.of(Events.headers(), running, production)) {
            assertThat(send(headers, Events.data()).getException()).isNull();
        }

        assertThat(receiver.requests).extracting(Receiver.Request::target).containsExactly("/slack", "/http");
        assertThat(getMockEndpoint("mock:kafka").getExchanges()).singleElement().satisfies(sent -> assertThat(
                        sent.getMessage().getHeader("CamelCloudEventNamespace"))
                .isEqualTo("prod-eu"));
    }
}
