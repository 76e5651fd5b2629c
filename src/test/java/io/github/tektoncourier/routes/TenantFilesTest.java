package io.github.tektoncourier.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.tektoncourier.egress.EgressRules;
import io.github.tektoncourier.journal.Journal;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.engine.JournalFactory;
import io.github.tektoncourier.routes.check.file.Problem;
import io.github.tektoncourier.routes.check.file.RouteFile;
import io.github.tektoncourier.routes.tenant.TenantSecrets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.Route;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A tenant's file goes through the same code as the operator's files, with less in its hands. */
class TenantFilesTest {

    private static final String GOOD =
            """
            - route:
                id: team-a/builds
                from:
                  uri: kamelet:tekton-events-source
                  parameters: { subscription: team-a/builds }
                  steps:
                    - to:
                        uri: kamelet:cloudevents-http-sink
                        parameters: { url: "{{secret:hook/url}}", bearerToken: "{{secret:hook/token}}" }
            """;

    @TempDir
    private Path folder;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private Journal journal;
    private SinkFiles sinks;
    private String hook = "https://hooks.example.com/in";

    @BeforeEach
    void start() {
        journal = JournalFactory.open(JournalSettings.in(folder.resolve("journal")), Clock.systemUTC());
        context.getRegistry().bind("journal", journal);
        context.getRegistry().bind("egressRules", EgressRules.of(List.of(), List.of()));
        context.getRegistry().bind("tenantSecrets", new TenantSecrets(this::secret));
        context.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
        context.getComponent("kamelet", KameletComponent.class).setLocation("file:kamelets");
        context.start();
        sinks = new SinkFiles(
                context,
                Map.of("camel.component.kamelet.location", "file:kamelets", "operators.token", "the-operators-token"));
    }

    @AfterEach
    void stop() {
        context.stop();
        journal.close();
    }

    private String secret(String namespace, String secret, String key) {
        if (!namespace.equals("team-a")) {
            throw new IllegalArgumentException("not granted in " + namespace + ".");
        }
        return key.equals("url") ? hook : "a-token-of-team-a";
    }

    @Test
    void a_tenants_route_runs_under_the_name_of_its_namespace() {
        List<Problem> problems = sinks.load(file(GOOD));

        assertThat(problems).isEmpty();
        assertThat(context.getRoutes()).extracting(Route::getRouteId).contains("team-a/builds");
        assertThat(journal.books()).singleElement().satisfies(books -> assertThat(books.subscription())
                .isEqualTo("team-a/builds"));
    }

    @Test
    void a_secret_that_is_not_granted_is_the_verdict_with_its_line() {
        List<Problem> problems = sinks.load(new RouteFile("b", GOOD.replace("team-a", "team-b"), "team-b", "uid"));

        assertThat(problems).extracting(Problem::toString).anyMatch(said -> said.equals("b:9: not granted in team-b."));
        assertThat(context.getRoutes()).isEmpty();
    }

    @Test
    void an_address_inside_that_a_secret_brings_is_refused_without_the_address() {
        hook = "http://169.254.169.254/latest/meta-data/iam-of-the-node";

        List<Problem> problems = sinks.load(file(GOOD));

        assertThat(problems)
                .singleElement()
                .extracting(Problem::what)
                .asString()
                .contains("169.254.169.254 leads to")
                .doesNotContain("iam-of-the-node");
        assertThat(context.getRoutes()).isEmpty();
    }

    @Test
    void a_file_in_a_folder_that_uses_a_tenants_name_is_held_to_the_tenants_rules() {
        List<Problem> problems = sinks.load(new RouteFile(
                "sinks/a.camel.yaml", GOOD.replace("\"{{secret:hook/token}}\"", "\"{{operators.token}}\"")));

        assertThat(problems).extracting(Problem::what).anyMatch(said -> said.startsWith("The only placeholders of"));
    }

    @Test
    void nothing_of_a_refused_file_is_evaluated() {
        List<Problem> problems = sinks.load(file(
                GOOD.replace("id: team-a/builds", "id: team-a/builds\n    precondition: \"{{operators.token}}\"")));

        assertThat(problems)
                .extracting(Problem::toString)
                .singleElement()
                .asString()
                .contains("may not use precondition")
                .doesNotContain("the-operators-token");
        assertThat(sinks.off(file("- route:\n    precondition: \"${bean:x}\"\n")))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "team-a/ | [*a%1$d, *a%1$d, *a%1$d]",
                "team-a/ | { x: *a%1$d, y: *a%1$d, z: *a%1$d }",
                "''      | [*a%1$d, *a%1$d, *a%1$d]"
            })
    void yaml_that_grows_by_aliases_is_refused_before_anything_walks_through_it(String tenant, String level) {
        StringBuilder bomb = new StringBuilder("- a0: &a0 [\"{{secret:hook/token}}\"]\n");
        for (int i = 0; i < 16; i++) {
            bomb.append("- a").append(i + 1).append(": &a").append(i + 1).append(" ");
            bomb.append(level.formatted(i)).append("\n");
        }
        String content = bomb + GOOD.replace("team-a/", tenant);
        RouteFile file = tenant.isEmpty() ? new RouteFile("sinks/a.camel.yaml", content) : file(content);

        List<Problem> problems = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> sinks.load(file));

        assertThat(problems).extracting(Problem::what).anyMatch(said -> said.contains("aliases"));
        assertThat(context.getRoutes()).isEmpty();
    }

    @Test
    void yaml_that_contains_itself_is_refused() {
        List<Problem> problems = sinks.load(file("- &a [*a]\n" + GOOD));

        assertThat(problems).isNotEmpty();
        assertThat(context.getRoutes()).isEmpty();
    }

    @Test
    void a_subscription_of_a_namespace_gets_no_event_of_another_whatever_filter_it_is_given() {
        SubscriptionSettings settings = SubscriptionSettings.named("team-a/builds")
                .withFilters(
                        SubscriptionSettings.named("x").namespaces(),
                        SubscriptionSettings.named("x").namespaces(),
                        SubscriptionSettings.named("x").namespaces(),
                        SubscriptionSettings.named("x").namespaces());

        assertThat(settings.rejectedBy("t", "team-b", "taskrun", "")).contains("namespaces");
        assertThat(settings.rejectedBy("t", "", "taskrun", "")).contains("namespaces");
        assertThat(settings.rejectedBy("t", "team-a", "taskrun", "")).isEmpty();
    }

    private static RouteFile file(String content) {
        return new RouteFile("configmap:team-a/sinks/builds.camel.yaml", content, "team-a", "uid");
    }
}
