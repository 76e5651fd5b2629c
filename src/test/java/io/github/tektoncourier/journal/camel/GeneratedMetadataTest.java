package io.github.tektoncourier.journal.camel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.junit.jupiter.api.Test;

/** What is generated from the component's classes and committed says what the classes say: else run {@code mvn -Pgenerate process-classes}. */
class GeneratedMetadataTest {

    private static final Path JSON =
            Path.of("src/generated/resources/META-INF/io/github/tektoncourier/journal/camel/journal.json");

    @Test
    void every_option_of_the_endpoint_is_in_the_generated_catalog_entry_and_no_other() throws IOException {
        Map<String, String> declared = new LinkedHashMap<>();
        for (Field field : JournalEndpoint.class.getDeclaredFields()) {
            UriParam param = field.getAnnotation(UriParam.class);
            if (param != null) {
                declared.put(field.getName(), param.defaultValue() + "|" + param.description());
            } else if (field.getAnnotation(UriPath.class) != null) {
                declared.put(
                        field.getName(),
                        "|" + field.getAnnotation(UriPath.class).description());
            }
        }

        JsonNode generated = new ObjectMapper().readTree(JSON.toFile());

        Map<String, String> inCatalog = new LinkedHashMap<>();
        generated.path("properties").properties().forEach(option -> {
            String group = option.getValue().path("group").asText();
            boolean ours = declared.containsKey(option.getKey());
            if (ours || (!group.endsWith("(advanced)") && !group.equals("advanced"))) {
                inCatalog.put(
                        option.getKey(),
                        option.getValue().path("defaultValue").asText("") + "|"
                                + option.getValue().path("description").asText());
            }
        });
        assertThat(inCatalog).containsExactlyInAnyOrderEntriesOf(declared);
        assertThat(generated.at("/component/javaType").asText()).isEqualTo(JournalComponent.class.getName());
    }

    @Test
    void every_option_can_be_set_by_the_generated_configurer() {
        JournalEndpoint endpoint = new JournalEndpoint("journal:events", new JournalComponent());
        JournalEndpointConfigurer configurer = new JournalEndpointConfigurer();
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            assertThat(Arrays.stream(JournalEndpoint.class.getDeclaredFields())
                            .filter(field -> field.isAnnotationPresent(UriParam.class)))
                    .allSatisfy(field -> assertThat(
                                    configurer.configure(context, endpoint, field.getName(), value(field), false))
                            .as(field.getName())
                            .isTrue());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertThat(endpoint.getLanes()).isEqualTo(3);
        assertThat(endpoint.getRetryFor()).isEqualTo("x");
    }

    private static Object value(Field field) {
        if (field.getType() == SlotParameters.class) {
            return new SlotParameters();
        }
        return field.getType() == int.class ? "3" : "x";
    }
}
