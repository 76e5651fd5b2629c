package io.github.tektoncourier.issues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tektoncourier.Settings;
import io.github.tektoncourier.StartException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code COURIER_HTTP_PORT=9090} did nothing and was not told, because Kubernetes makes such names, too. */
class PortOfNoServiceTest {

    @ParameterizedTest
    @CsvSource({
        "COURIER_HTTP_PORT, 9090",
        "COURIER_SERVICE_PORT, 9090",
        "COURIER_SERVICE_PORT_HTTP, 9090",
        "COURIER_PORT_8080_TCP, 9090",
        "COURIER_HTTP_SERVICE_PORT, 9090"
    })
    void a_name_as_of_a_service_without_the_services_host_is_refused(String name, String value) {
        Map<String, String> environment = Map.of(name, value, "COURIER_OTHER_SERVICE_HOST", "10.0.0.7");

        assertThatThrownBy(() -> Settings.load(environment, null, Map.of()))
                .isInstanceOf(StartException.class)
                .hasMessageContaining(name + " is no setting. Did you mean COURIER_");
    }

    @Test
    void all_that_kubernetes_makes_for_a_service_is_passed_over() {
        Map<String, String> environment = Map.of(
                "COURIER_SERVICE_SERVICE_HOST", "10.0.0.7",
                "COURIER_SERVICE_SERVICE_PORT", "8080",
                "COURIER_SERVICE_SERVICE_PORT_WEB", "8080",
                "COURIER_SERVICE_PORT", "tcp://10.0.0.7:8080",
                "COURIER_SERVICE_PORT_8080_TCP", "tcp://10.0.0.7:8080",
                "COURIER_SERVICE_PORT_8080_TCP_PROTO", "tcp",
                "COURIER_SERVICE_PORT_8080_TCP_PORT", "8080",
                "COURIER_SERVICE_PORT_8080_TCP_ADDR", "10.0.0.7");

        Settings settings = Settings.load(environment, null, Map.of());

        assertThat(settings.port("courier.port")).isEqualTo(8080);
    }
}
