package io.github.tektoncourier.routes.check.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.routes.check.file.Problem;
import io.github.tektoncourier.routes.check.file.RouteFile;
import io.github.tektoncourier.routes.check.placeholder.Placeholders;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SinkRulesTest {

    private static final String GOOD =
            """
            - route:
                id: audit
                from:
                  uri: kamelet:tekton-events-source
                  parameters: { subscription: audit }
                  steps:
                    - to: { uri: "kamelet:cloudevents-http-sink", parameters: { url: "http://localhost" } }
            """;

    @Test
    void a_good_file_has_no_problems() {
        SinkRules rules = rules(GOOD);

        assertThat(rules.problems()).isEmpty();
        assertThat(rules.ids()).containsOnlyKeys("audit");
    }

    @Test
    void broken_yaml_is_named_with_its_line() {
        SinkRules rules = rules("- route:\n    id: a\n   from: x\n");

        assertThat(rules.problems()).singleElement().asString().startsWith("my.camel.yaml:3: This is not valid YAML");
    }

    @ParameterizedTest
    @ValueSource(strings = {"wireTap", "aggregate", "threads", "doTry", "onException", "resequence"})
    void a_step_that_acknowledges_or_swallows_is_refused(String step) {
        SinkRules rules = rules(GOOD.replace("- to:", "- " + step + ":"));

        assertThat(rules.problems())
                .singleElement()
                .asString()
                .startsWith("my.camel.yaml:7: A sink file cannot use " + step);
    }

    @Test
    void seda_is_refused_with_what_to_use_instead() {
        SinkRules rules = rules(GOOD.replace("kamelet:cloudevents-http-sink", "seda:later"));

        assertThat(rules.problems())
                .singleElement()
                .asString()
                .contains("seda:later")
                .contains("Use direct:");
    }

    @Test
    void a_route_without_an_id_is_refused() {
        SinkRules rules = rules(GOOD.replace("    id: audit\n", ""));

        assertThat(rules.problems()).singleElement().asString().contains("The route has no id");
    }

    @Test
    void two_routes_cannot_share_an_id() {
        SinkRules rules = rules(GOOD + GOOD);

        assertThat(rules.problems())
                .extracting(Problem::toString)
                .anyMatch(p -> p.contains("route id audit stands twice"));
    }

    @Test
    void a_map_instead_of_a_list_is_explained() {
        SinkRules rules = rules("route:\n  id: a\n");

        assertThat(rules.problems()).singleElement().asString().contains("starts with \"- route:\"");
    }

    private static SinkRules rules(String content) {
        return new SinkRules(
                new RouteFile("my.camel.yaml", content),
                new Placeholders(new DefaultCamelContext().getPropertiesComponent(), Map.of(), key -> null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "no", "{{mine}}"})
    void a_route_that_does_not_start_by_itself_is_refused_at_its_line(String value) {
        SinkRules rules = rules(GOOD.replace("    id: audit\n", "    id: audit\n    autoStartup: \"" + value + "\"\n"));

        assertThat(rules.problems())
                .singleElement()
                .asString()
                .startsWith("my.camel.yaml:3: A route with autoStartup: " + value);
    }
}
