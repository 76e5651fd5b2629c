package io.github.tektoncourier.kamelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PipeTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{text: .x}",
                "#ci",
                "ab+c/d==",
                "Content-Type,X-Team",
                "tekton-{namespace}",
                "100 %41",
                "plain",
                "ü€𝄞",
                ""
            })
    void what_a_pipe_encodes_is_read_as_it_was_written(String written) {
        String encoded = URLEncoder.encode(written, StandardCharsets.UTF_8);

        assertThat(PipeText.of(encoded)).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cret&more%41+x", "a+b", "{text: \"%41\"}", "100%", "%4", "%2b", "https://x/%41"})
    void what_no_pipe_gives_is_left_as_it_is(String value) {
        assertThat(PipeText.of(value)).isEqualTo(value);
    }

    @Test
    void in_the_courier_a_value_is_left_as_it_is() throws IOException {
        try (DefaultCamelContext courier = new DefaultCamelContext()) {
            courier.getRegistry().bind(PipeText.EXACT, true);

            assertThat(PipeText.of(courier, "ab%2Bc")).isEqualTo("ab%2Bc");
        }
    }
}
