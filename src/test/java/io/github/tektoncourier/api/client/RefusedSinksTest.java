package io.github.tektoncourier.api.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.ops.HealthPages;
import io.github.tektoncourier.ops.ManagementServer;
import io.github.tektoncourier.ops.Page;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code courier status} hears of a running courier's sink files. */
class RefusedSinksTest {

    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @Test
    void what_the_courier_on_the_port_refuses_is_told_whether_it_is_ready_or_not() throws IOException {
        try (ManagementServer server = ManagementServer.open(
                ANY,
                Map.of(
                        HealthPages.READY,
                        () -> Page.json(
                                503,
                                "{\"status\":\"DOWN\",\"checks\":[{\"name\":\"service\"},"
                                        + "{\"name\":\"sinks\",\"message\":\"Sink files refused: a.camel.yaml:3: Wrong.\"}]}")))) {

            String told = RefusedSinks.on(new InetSocketAddress("127.0.0.1", server.port()));

            assertThat(told)
                    .isEqualTo(
                            "The courier on port " + server.port() + ": Sink files refused: a.camel.yaml:3: Wrong.\n");
        }
    }

    @Test
    void another_program_on_the_port_is_no_courier() throws IOException {
        try (ManagementServer server =
                ManagementServer.open(ANY, Map.of(HealthPages.READY, () -> Page.json(200, "<html>")))) {

            assertThat(RefusedSinks.on(new InetSocketAddress(server.port()))).isEmpty();
        }
    }

    @Test
    void without_a_courier_nothing_is_told() {
        assertThat(RefusedSinks.on(new InetSocketAddress("127.0.0.1", 1))).isEmpty();
        assertThat(RefusedSinks.on(ANY)).isEmpty();
    }
}
