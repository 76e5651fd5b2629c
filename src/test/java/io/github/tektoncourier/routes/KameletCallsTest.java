package io.github.tektoncourier.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.routes.check.file.Problem;
import io.github.tektoncourier.routes.check.file.RouteFile;
import io.github.tektoncourier.routes.check.kamelet.KameletRules;
import io.github.tektoncourier.routes.check.kamelet.Kamelets;
import io.github.tektoncourier.routes.check.placeholder.Placeholders;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KameletCallsTest {

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
    void a_parameter_that_the_kamelet_does_not_know_is_refused_with_those_it_knows() {
        KameletCalls calls = calls(GOOD.replace("url:", "urll:").replace("subscription:", "subscriptions:"));

        assertThat(calls.problems())
                .extracting(Problem::toString)
                .anyMatch(p -> p.startsWith("my.camel.yaml:7:")
                        && p.contains("has no parameter urll. It has: ")
                        && p.contains("url"))
                .anyMatch(p -> p.contains("needs the parameter subscription"));
    }

    @Test
    void a_kamelet_that_is_not_there_is_named() {
        KameletCalls calls = calls(GOOD.replace("cloudevents-http-sink", "cloudevents-htp-sink"));

        assertThat(calls.problems())
                .singleElement()
                .asString()
                .startsWith("my.camel.yaml:7: There is no Kamelet cloudevents-htp-sink.");
    }

    @Test
    void a_source_without_a_subscription_is_refused() {
        KameletCalls calls = calls(GOOD.replace("parameters: { subscription: audit }", "parameters: { types: x }"));

        assertThat(calls.problems()).singleElement().asString().contains("needs the parameter subscription");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "to: \"kamelet:cloudevents-http-sink?url=http://h/&contentmode=structured\"",
                "to: { uri: \"kamelet:cloudevents-http-sink?url=http://h/&contentmode=structured\" }",
                "kamelet: \"cloudevents-http-sink?url=http://h/&contentmode=structured\"",
                "kamelet: { name: cloudevents-http-sink, parameters: { url: \"http://h/\", contentmode: structured } }",
                "to: { uri: \"kamelet://cloudevents-http-sink\", parameters: { url: \"http://h/\", contentmode:"
                        + " structured } }",
                "to: { uri: \"{{my.sink}}\", parameters: { url: \"http://h/\", contentmode: structured } }",
                "multicast: { steps: [ { kamelet: { name: cloudevents-http-sink, parameters: { url: \"http://h/\","
                        + " contentmode: x } } } ] }",
            })
    void a_misspelt_parameter_is_found_in_every_spelling_of_a_call(String step) {
        KameletCalls calls = calls(GOOD.replaceFirst("to: .*", step));

        assertThat(calls.problems())
                .singleElement()
                .asString()
                .startsWith("my.camel.yaml:7: The Kamelet cloudevents-http-sink has no parameter contentmode.");
    }

    @Test
    void the_subscription_is_what_its_placeholder_brings() {
        KameletCalls calls = calls(GOOD.replace("subscription: audit", "subscription: \"{{my.name}}\""));

        assertThat(calls.subscriptions()).containsOnlyKeys("nightly");
    }

    @Test
    void two_routes_cannot_share_a_subscription() {
        KameletCalls calls = calls(GOOD + GOOD);

        assertThat(calls.problems())
                .extracting(Problem::toString)
                .anyMatch(p -> p.contains("subscription audit stands twice"));
    }

    @Test
    void a_placeholder_without_an_end_is_named_without_the_text_around_it() {
        KameletCalls calls = calls(GOOD.replace("http://localhost", "http://sekret@localhost/{{x"));

        assertThat(calls.problems())
                .singleElement()
                .asString()
                .startsWith("my.camel.yaml:7: A placeholder begins here with {{ and has no end.")
                .doesNotContain("sekret");
    }

    @Test
    void a_list_as_a_value_is_refused() {
        KameletCalls calls = calls(GOOD.replace("\"http://localhost\"", "[ \"http://localhost\" ]"));

        assertThat(calls.problems()).singleElement().asString().contains("The parameter url takes one text");
    }

    @Test
    void what_camel_gets_holds_no_value_and_no_secret_shows_itself() {
        LoadableFile loadable = calls(GOOD.replace("http://localhost", "http://sekret@localhost/?a=b&c={{my.name}}"))
                .loadable();

        assertThat(loadable.content())
                .doesNotContain("sekret", "audit\" }", "nightly")
                .contains("#bean:courier-value-");
        assertThat(loadable.values().values())
                .extracting(ParameterValue::text)
                .containsExactlyInAnyOrder("audit", "http://sekret@localhost/?a=b&c=nightly");
        assertThat(loadable.values().toString()).doesNotContain("sekret");
    }

    private static KameletCalls calls(String content) {
        DefaultCamelContext context = new DefaultCamelContext();
        return new KameletCalls(
                new RouteFile("my.camel.yaml", content),
                new KameletRules(new Kamelets(context, "file:kamelets")),
                new Placeholders(
                        context.getPropertiesComponent(),
                        Map.of("my.name", "nightly", "my.sink", "kamelet:cloudevents-http-sink"),
                        key -> null));
    }
}
