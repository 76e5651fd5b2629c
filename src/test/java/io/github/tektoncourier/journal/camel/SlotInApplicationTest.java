package io.github.tektoncourier.journal.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.slot.NamespaceAnnotations;
import io.github.tektoncourier.slot.SlotReader;
import io.github.tektoncourier.slot.SlotReading;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A subscription with a slot in an application of its own, where the service has bound nothing. */
class SlotInApplicationTest {

    private final DefaultCamelContext context = new DefaultCamelContext();

    @AfterEach
    void close() throws IOException {
        context.close();
    }

    @Test
    void a_slot_that_namespaces_fill_is_said_where_nothing_reads_them() {
        JournalEndpoint endpoint = endpoint(slot("namespace,run"));

        assertThat(endpoint.unreadOrigin(reader(endpoint))).hasValueSatisfying(words -> assertThat(words)
                .contains("hook")
                .contains("slotFrom: run")
                .contains(NamespaceAnnotations.class.getName()));
    }

    @Test
    void nothing_is_said_of_a_slot_that_runs_alone_fill() {
        JournalEndpoint endpoint = endpoint(slot("run"));

        assertThat(endpoint.unreadOrigin(reader(endpoint))).isEmpty();
    }

    @Test
    void nothing_is_said_where_a_bean_reads_namespaces() {
        context.getRegistry().bind("namespaces", (NamespaceAnnotations) namespace -> Map.of());
        JournalEndpoint endpoint = endpoint(slot("namespace"));

        assertThat(endpoint.unreadOrigin(reader(endpoint))).isEmpty();
    }

    @Test
    void an_address_that_fills_a_slot_is_held_to_the_applications_own_settings() {
        context.getPropertiesComponent().addInitialProperty("courier.egress.allow", "10.20.0.0/16");
        context.getRegistry().bind("namespaces", (NamespaceAnnotations)
                namespace -> Map.of("tekton-courier.io/hook", "http://10.20.0.1/a http://10.30.0.1/b"));

        SlotReading reading = reader(endpoint(slot("namespace"))).read("ci", null);

        assertThat(reading.values()).containsExactly("http://10.20.0.1/a");
        assertThat(reading.refused()).singleElement().asString().contains("10.30.0.1");
    }

    private static SlotReader reader(JournalEndpoint endpoint) {
        return Objects.requireNonNull(endpoint.slotReader());
    }

    private static SlotParameters slot(String from) {
        SlotParameters slot = new SlotParameters();
        slot.setSlot("hook");
        slot.setFrom(from);
        slot.setType("url");
        return slot;
    }

    private JournalEndpoint endpoint(SlotParameters slot) {
        JournalEndpoint endpoint = new JournalEndpoint("journal:events", new JournalComponent());
        endpoint.setCamelContext(context);
        endpoint.setSubscription("hooks");
        endpoint.setSlot(slot);
        return endpoint;
    }
}
