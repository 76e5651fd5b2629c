package io.github.tektoncourier.cloudevent.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoTextTest {

    @ParameterizedTest
    @CsvSource({
        "60m, 1h0m0s",
        "1h0m0s, 1h0m0s",
        "90s, 1m30s",
        "1.5h, 1h30m0s",
        "0, 0s",
        "0s, 0s",
        "-90m, -1h30m0s",
        "1500ms, 1.5s",
        "1500us, 1.5ms",
        "1500ns, 1.5µs",
        "7ns, 7ns",
        "24h, 24h0m0s",
        "1h1s, 1h0m1s",
        "soon, soon",
        "10, 10",
        "99999999999999999h, 99999999999999999h",
    })
    void durations_are_written_as_go_writes_them(String written, String normal) {
        assertThat(GoText.duration(written)).isEqualTo(normal);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "1000m, 1",
        "1500m, 1500m",
        "0.5, 500m",
        ".5, 500m",
        "100m, 100m",
        "0.1m, 100u",
        "1000, 1k",
        "1024, 1024",
        "1024Mi, 1Gi",
        "1.5Gi, 1536Mi",
        "1.1Gi, 1181116006400m",
        "-0.27Gi, -289910292480m",
        "1.500, 1.500",
        "+1, +1",
        "+8Ki, 8Ki",
        "+7Ki, +7Ki",
        "007, 007",
        "3.26e2, 3.26e2",
        "0.31e2, 31",
        "1.50, 1500m",
        "0.5Ki, 512",
        "1e3, 1e3",
        "12E6, 12E6",
        "12000E3, 12e6",
        "1e1, 10",
        "1E, 1E",
        "0, 0",
        "0Mi, 0",
        "0.0, 0",
        "-5, -5",
        "1.0000000001, 1000000001n",
        "much, much",
        "$(params.cpu), $(params.cpu)",
    })
    void quantities_are_written_as_kubernetes_writes_them(String written, String normal) {
        assertThat(GoText.quantity(written)).isEqualTo(normal);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-01T00:00:00Z, 2026-01-01T00:00:00Z",
        "2026-01-01T00:00:00.123456Z, 2026-01-01T00:00:00Z",
        "2026-01-01T02:00:00+02:00, 2026-01-01T00:00:00Z",
        "yesterday, yesterday",
    })
    void times_are_written_in_utc_to_the_second(String written, String normal) {
        assertThat(GoText.time(written)).isEqualTo(normal);
    }
}
