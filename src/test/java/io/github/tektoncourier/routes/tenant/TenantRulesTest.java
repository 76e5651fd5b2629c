package io.github.tektoncourier.routes.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.tektoncourier.egress.EgressRules;
import io.github.tektoncourier.routes.check.file.Problem;
import io.github.tektoncourier.routes.check.file.RouteFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenantRulesTest {

    static final String GOOD =
            """
            - route:
                id: team-a/builds
                from:
                  uri: kamelet:tekton-events-source
                  parameters: { subscription: team-a/builds }
                  steps:
                    - filter:
                        cel: "event.type.endsWith('.failed.v1')"
                        steps:
                          - to:
                              uri: kamelet:cloudevents-http-sink
                              parameters:
                                url: "https://hooks.example.com/"
                                bearerToken: "{{secret:hook/token}}"
            """;

    private static final TenantLimits LIMITS =
            new TenantLimits(EgressRules.of(List.of(), List.of()), List.of("kafka.example.com:9092"), true);

    @Test
    void what_the_pages_show_is_allowed() {
        List<Problem> problems = check(GOOD);

        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ setBody: { jq: . } }",
                "{ setBody: { expression: { jq: . } } }",
                "{ to: { uri: 'kamelet:http-json-sink', parameters: { url: 'https://hooks.example.com/', body: . } } }"
            })
    void jq_is_refused_unless_the_operator_allows_it(String step) {
        String content = GOOD.substring(0, GOOD.indexOf("        - filter:")) + "        - " + step + "\n";
        RouteFile file = new RouteFile("f", content, "team-a", "1");

        List<Problem> problems =
                TenantRules.check(file, "team-a", new TenantLimits(LIMITS.egress(), LIMITS.kafka(), false));

        assertThat(problems)
                .extracting(Problem::what)
                .singleElement()
                .asString()
                .contains("courier.tenants.jq=true");
    }

    @Test
    void a_choice_with_variables_a_body_and_a_named_kafka_server_are_allowed() {
        List<Problem> problems = check(
                """
                - route:
                    id: team-a/builds
                    description: what the team wants to hear
                    from:
                      uri: kamelet:tekton-events-source
                      parameters: { subscription: team-a/builds, namespaces: team-a, outcomes: failure, lanes: 2, rateLimit: 10/s, rateBurst: 5 }
                      steps:
                        - setVariable: { name: run, jq: { expression: ".taskRun.metadata.name" } }
                        - choice:
                            when:
                              - jq: '.taskRun.metadata.name | startswith("a")'
                                steps:
                                  - setBody: { expression: { jq: "{text: {name: .taskRun.metadata.name}}" } }
                            otherwise:
                              steps:
                                - to: { uri: "kamelet:tekton-format-action", parameters: { format: tektonv1 } }
                        - to:
                            uri: kamelet:cloudevents-kafka-sink
                            parameters: { bootstrapServers: "KAFKA.example.com:9092", topic: builds }
                """);

        assertThat(problems).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> each_thing_that_is_not_allowed_is_named_in_its_line() throws IOException {
        return table("/routes/tenant-files.yaml")
                .map(row -> DynamicTest.dynamicTest(row.get("name").asText(), () -> assertThat(check(changed(row)))
                        .extracting(Problem::toString)
                        .anyMatch(said -> said.contains(row.get("says").asText()))));
    }

    @TestFactory
    Stream<DynamicTest> jq_reads_the_event_alone_and_comes_to_an_end() throws IOException {
        return table("/routes/tenant-jq.yaml")
                .map(row -> DynamicTest.dynamicTest(row.get("jq").asText(), () -> {
                    Optional<String> refusal = TenantJq.refusal(row.get("jq").asText());

                    if (row.has("refused")) {
                        assertThat(refusal).hasValueSatisfying(why -> assertThat(why)
                                .contains(
                                        "may not use jq's " + row.get("refused").asText()));
                    } else {
                        assertThat(refusal).isEmpty();
                    }
                }));
    }

    @Test
    void a_file_of_many_characters_is_refused_unread() {
        List<Problem> problems = check(GOOD + "#".repeat(64 * 1024));

        assertThat(problems)
                .extracting(Problem::what)
                .containsExactly("A tenant's file has at most 64 KiB. Divide it.");
    }

    @Test
    void aliases_of_aliases_are_not_walked_through_to_their_end() {
        String steps = "filter: { cel: 'true', steps: &f0 [" + "{ setBody: { jq: . } },".repeat(1_000) + "] }";
        String routes = "- route: { from: { steps: [{ " + steps + " }, { filter: { cel: 'true', steps: *f0 } }] } }\n";

        List<Problem> problems = check(routes);

        assertThat(problems)
                .extracting(Problem::what)
                .containsOnlyOnce("A tenant's file has at most 200 steps, those of aliases included. Divide it.");
    }

    @Test
    void problems_without_end_are_told_up_to_a_number() {
        List<Problem> problems = check("- route: { from: { steps: [" + "x,".repeat(10_000) + "] } }\n");

        assertThat(problems).hasSizeBetween(10, 51);
    }

    @Test
    void a_value_longer_than_any_token_is_refused() {
        TenantSecrets secrets = new TenantSecrets((namespace, secret, key) -> "x".repeat(8_193));

        assertThatThrownBy(() -> secrets.value("team-a", "secret:hook/token"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("{{secret:hook/token}} has more than 8192 characters")
                .hasMessageNotContaining("xx");
    }

    @Test
    void names_say_which_namespace_a_file_in_a_folder_belongs_to() {
        assertThat(TenantRules.owner(new RouteFile("f", GOOD))).contains("team-a");
        assertThat(TenantRules.owner(new RouteFile("f", GOOD.replace("team-a/", ""))))
                .isEmpty();
        assertThat(TenantRules.owner(new RouteFile("f", GOOD.replace("id: team-a/", "id: "))))
                .contains("team-a");
    }

    private static List<Problem> check(String content) {
        return TenantRules.check(new RouteFile("f", content, "team-a", "1"), "team-a", LIMITS);
    }

    private static String changed(JsonNode row) {
        String changed = GOOD.replace(row.get("from").asText(), row.get("to").asText());
        assertThat(changed).as("the change of the case").isNotEqualTo(GOOD);
        JsonNode also = row.path("also");
        return also.isMissingNode()
                ? changed
                : changed.replace(also.get("from").asText(), also.get("to").asText());
    }

    private static Stream<JsonNode> table(String resource) throws IOException {
        try (InputStream in = TenantRulesTest.class.getResourceAsStream(resource)) {
            return StreamSupport.stream(new YAMLMapper().readTree(in).spliterator(), false);
        }
    }
}
