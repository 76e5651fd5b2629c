package io.github.tektoncourier.routes.check.placeholder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceholdersTest {

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Placeholders placeholders = new Placeholders(
            context.getPropertiesComponent(),
            Map.of("a", "1", "b", "a", "open", "{{", "braces", "{{a}}", "yes", "true", "empty", ""),
            Map.of("FROM_ENV", "e", "a", "shadowed")::get);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plain                | plain",
                "x{{a}}y{{b}}z        | x1yaz",
                "{{nope:other}}       | other",
                "{{nope:x:y}}         | x:y",
                "{{a:other}}          | 1",
                "{{ {{b}}:d}}         | d",
                "{{{{b}}}}            | 1",
                "{{nope:{{a}}}}       | 1",
                "{{nope:{{braces}}}}  | {{a}}",
                "{{braces}}           | {{a}}",
                "{{open}}a}}          | {{a}}",
                "\\{{a}}              | {{a}}",
                "\\{{a\\}}            | {{a}}",
                "\\\\{{a}}            | \\1",
                "a\\b                 | a\\b",
                "x'{{'                | x'{{'",
                "}}                   | }}",
                "{{FROM_ENV}}         | e",
                "{{!yes}}             | false",
                "x{{?nope}}y          | xy",
                "{{env:NOPE_X:d}}     | d",
                "{{braces?nested=true}} | {{a}}",
            })
    void a_text_is_filled_in_once(String text, String filled) {
        assertThat(placeholders.fill(text)).hasValue(filled);
    }

    @Test
    void an_optional_placeholder_without_a_value_sets_nothing_and_an_empty_value_sets_an_empty_text() {
        assertThat(placeholders.fill("{{?nope}}")).isEmpty();
        assertThat(placeholders.fill("{{empty}}")).isEqualTo(Optional.of(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a&b=c", "{{a}}", "\\{{", "a\nb", "a\r\n", " a\t", "RAW(x)", "#bean:x", "ü€𝄞", "%41+"})
    void a_mounted_secret_is_what_its_file_has(String content, @TempDir Path folder) throws IOException {
        Files.writeString(Files.createDirectory(folder.resolve("my")).resolve("token"), content);
        context.getPropertiesComponent()
                .addOverrideProperty("camel.kubernetes-config.mount-path-secrets", folder.toString());

        assertThat(placeholders.fill("{{secret:my/token}}")).hasValue(content);
    }

    @ParameterizedTest
    @CsvSource({"x{{nope}}y, {{nope}}", "{{a{{nope}}}}, {{nope}}", "{{env:NOPE_X}}, {{env:NOPE_X}}"})
    void a_missing_value_is_named_by_its_placeholder_alone(String text, String named) {
        assertThatThrownBy(() -> placeholders.fill(text))
                .isInstanceOf(Placeholders.MissingValueException.class)
                .hasMessage("The placeholder " + named + " has no value.");
    }
}
