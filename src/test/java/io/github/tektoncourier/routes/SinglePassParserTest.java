package io.github.tektoncourier.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.routes.camel.SinglePassParser;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.language.SimpleExpression;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Camel itself fills in: options of other components, expressions, preconditions. */
class SinglePassParserTest {

    private static final String IN_THE_ENVIRONMENT = "HOME";

    private final DefaultCamelContext context = new DefaultCamelContext();

    @BeforeEach
    void start() {
        context.getPropertiesComponent()
                .setOverrideProperties(properties(Map.of(
                        "a",
                        "1",
                        "b",
                        "a",
                        "braces",
                        "{{a}}",
                        "open",
                        "x{{y",
                        "close",
                        "}}",
                        "home",
                        "a setting",
                        "yes",
                        "true",
                        "link",
                        "https://h/#/{namespace}/{{a}}")));
        SinglePassParser.addTo(context);
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x{{a}}y{{b}}z     | x1yaz",
                "{{braces}}        | {{a}}",
                "{{open}}          | x{{y",
                "{{close}}         | }}",
                "{{link}}          | https://h/#/{namespace}/{{a}}",
                "{{{{b}}}}         | 1",
                "{{nope:{{b}}}}    | a",
                "{{nope:{{braces}}}} | {{a}}",
                "{{?nope}}x        | x",
                "{{!yes}}          | false",
                "\\{{a\\}}         | {{a}}",
                "{\"a\":{\"b\":\"{{a}}\"}}   | {\"a\":{\"b\":\"1\"}}",
            })
    void a_value_is_filled_in_once(String text, String filled) {
        assertThat(context.resolvePropertyPlaceholders(text)).isEqualTo(filled);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\", "a\\", "\\b", "a\\{{b", "a\\\\{{b\\}}", "\\\\", "a\\b\\c", "'{{'"})
    void a_backslash_in_a_value_stays(String value) {
        context.getPropertiesComponent().setOverrideProperties(properties(Map.of("v", value)));

        assertThat(context.resolvePropertyPlaceholders("{{v}}")).isEqualTo(value);
        assertThat(context.resolvePropertyPlaceholders("<{{v}}>")).isEqualTo("<" + value + ">");
    }

    @Test
    void a_setting_wins_over_an_environment_variable_and_a_system_property_of_its_name() {
        assertThat(System.getenv(IN_THE_ENVIRONMENT)).isNotEmpty();
        System.setProperty("a", "a property of Java");
        try {
            assertThat(context.resolvePropertyPlaceholders("{{home}} {{a}}")).isEqualTo("a setting 1");
        } finally {
            System.clearProperty("a");
        }
    }

    @Test
    void options_expressions_and_preconditions_are_filled_in_so() throws Exception {
        String yaml =
                """
                - route:
                    id: one
                    precondition: "${properties:open:} != ''"
                    from:
                      uri: direct:in
                      steps:
                        - setBody: { expression: { constant: { expression: "{{home}}{{braces}}" } } }
                        - to: { uri: "mock:out", parameters: { failFast: "{{!yes}}" } }
                """;

        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("one.camel.yaml", yaml));

        assertThat(context.getRoute("one")).as("the route is on").isNotNull();
        assertThat(context.createProducerTemplate().requestBody("direct:in", "", String.class))
                .isEqualTo("a setting{{a}}");
        assertThat(new SimpleExpression("${properties:link}")
                        .evaluate(context.createProducerTemplate().send("direct:in", exchange -> {}), String.class))
                .isEqualTo("https://h/#/{namespace}/{{a}}");
    }

    private static Properties properties(Map<String, String> values) {
        Properties properties = new Properties();
        properties.putAll(values);
        return properties;
    }
}
