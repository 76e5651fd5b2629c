package io.github.tektoncourier.routes.check.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.tektoncourier.routes.check.file.Problem;
import io.github.tektoncourier.routes.check.file.RouteFile;
import io.github.tektoncourier.routes.check.placeholder.Placeholders;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each row of {@code dynamic-addresses.yaml}: no text from a run makes an address or an order. */
class AddressRulesTest {

    private static final String ROUTE =
            """
            - route:
                id: a
                from:
                  uri: kamelet:tekton-events-source
                  parameters: { subscription: a }
                  steps:
            STEPS""";

    private static final List<String> NESTED = List.of(
            "- STEP",
            "- filter: { simple: \"${body} != null\", steps: [ { STEP } ] }",
            "- choice: { when: [ { simple: \"${body} != null\", steps: [ { STEP } ] } ] }",
            "- choice: { when: [ { simple: \"a\", steps: [ { stop: {} } ] } ], otherwise: { steps: [ { STEP } ] } }",
            "- split: { jsonpath: \"$.a\", steps: [ { STEP } ] }",
            "- multicast: { steps: [ { pipeline: { steps: [ { STEP } ] } } ] }",
            "- loop: { constant: 2, steps: [ { STEP } ] }");

    static Stream<Arguments> rows() throws IOException {
        JsonNode rows = new YAMLMapper()
                .readTree(Objects.requireNonNull(
                        AddressRulesTest.class.getResourceAsStream("/routes/dynamic-addresses.yaml")));
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row ->
                        Arguments.of(row.get("step").asText(), row.get("says").asText()));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void a_step_gets_what_its_row_says_wherever_it_stands(String step, String says) {
        for (String place : NESTED) {
            List<Problem> problems = problems(place.replace("STEP", step));

            if (says.equals("ok")) {
                assertThat(problems).as(place).isEmpty();
            } else {
                assertThat(problems).as(place).hasSize(1);
                assertThat(problems.get(0).toString())
                        .startsWith("my.camel.yaml:7: ")
                        .contains(says);
            }
        }
    }

    @Test
    void the_line_is_that_of_the_address_and_the_remedy_is_told() {
        List<Problem> problems = problems("- toD:\n            pattern: InOnly\n            uri: \"http://h/${body}\"");

        assertThat(problems)
                .singleElement()
                .asString()
                .startsWith("my.camel.yaml:9: ")
                .contains("setVariable", "{name}");
    }

    private static List<Problem> problems(String steps) {
        RouteFile file = new RouteFile("my.camel.yaml", ROUTE.replace("STEPS", "        " + steps));
        Placeholders none = new Placeholders(new DefaultCamelContext().getPropertiesComponent(), Map.of(), key -> null);
        return new SinkRules(file, none).problems();
    }
}
