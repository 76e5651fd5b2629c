package io.github.tektoncourier.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
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
    @ValueSource(strings = {"http", "kafka"})
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
}
