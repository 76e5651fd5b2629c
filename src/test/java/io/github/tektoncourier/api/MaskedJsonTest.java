package io.github.tektoncourier.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.text.Secrets;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskedJsonTest {

    private static String masked(String json) {
        return MaskedJson.of(json.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "pass\"word99        | {\"a\":\"x pass\\\"word99 y\"}      | {\"a\":\"x *** y\"}",
                "grün-geheim        | {\"a\":\"gr\\u00fcn-geheim\"}        | {\"a\":\"***\"}",
                "name-secret        | {\"name-secret\":[true,null,1.50]}   | {\"***\":[true,null,1.50]}",
                "8273645518         | {\"pin\":8273645518}               | {\"pin\":\"***\"}",
                "\"kind\":\"TaskRun\" | {\"kind\":\"TaskRun\"}              | {\"kind\":\"TaskRun\"}",
                "no-json-9          | {no-json-9                         | {***",
            })
    void a_secret_is_masked_however_json_writes_it_and_the_form_stays(String secret, String json, String expected) {
        try (var owner = Secrets.ofProcess().owner("MaskedJsonTest").secret(secret)) {
            String masked = masked(json);

            assertThat(masked).isEqualTo(expected);
        }
    }

    @Test
    void without_secrets_it_is_as_stored() {
        String json = "{\"a\":[1,2.50,-3e10,{\"b\":\"é\\n\"}],\"c\":{}}";

        assertThat(masked(json)).isEqualTo(json);
    }
}
