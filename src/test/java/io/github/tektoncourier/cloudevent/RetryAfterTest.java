package io.github.tektoncourier.cloudevent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

    private final Clock clock = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "absent",
            value = {
                "7 | 7",
                "' 7 ' | 7",
                "0 | 0",
                "3600 | 3600",
                "3601 | 3600",
                "99999999999999999999 | 3600",
                "-5 | 0",
                "1.5 | 0",
                "1e3 | 0",
                "soon | 0",
                "'' | 0",
                "absent | 0",
                "Thu, 01 Jan 2026 00:02:00 GMT | 120",
                "Thursday, 01-Jan-26 00:02:00 GMT | 120",
                "Thu Jan  1 00:02:00 2026 | 120",
                "Thu, 01 Jan 2015 00:02:00 GMT | 0",
                "Fri, 01 Jan 2027 00:02:00 GMT | 3600",
                "Fri, 32 Jan 2027 00:02:00 GMT | 0"
            })
    void it_is_read_as_http_means_it_and_never_more_than_an_hour(String header, int seconds) {
        assertThat(RetryAfter.seconds(header, clock)).isEqualTo(seconds);
    }
}
