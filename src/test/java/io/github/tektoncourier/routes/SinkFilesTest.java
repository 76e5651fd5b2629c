package io.github.tektoncourier.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tektoncourier.journal.Journal;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.engine.JournalFactory;
import io.github.tektoncourier.routes.check.file.Problem;
import io.github.tektoncourier.routes.check.file.RouteFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
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

class SinkFilesTest {

    private static final String GOOD =
            """
            - route:
                id: audit
                from:
                  uri: kamelet:tekton-events-source
                  parameters: { subscription: audit }
                  steps:
                    - filter:
                        expression: { simple: { expression: "${header.CamelCloudEventType} endsWith '.failed.v1'" } }
                        steps:
                          - to: { uri: "kamelet:cloudevents-http-sink", parameters: { url: "{{audit.url}}" } }
            """;

    @TempDir
    private Path folder;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private Journal journal;
    private SinkFiles sinks;

    @BeforeEach
    void start() {
        journal = JournalFactory.open(JournalSettings.in(folder.resolve("journal")), Clock.systemUTC());
        context.getRegistry().bind("journal", journal);
        context.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
        Map<String, String> properties = new HashMap<>(
                Map.of("audit.url", "http://localhost:1/", "camel.component.kamelet.location", "file:kamelets"));
        properties.forEach(context.getPropertiesComponent()::addOverrideProperty);
        context.getComponent("kamelet", KameletComponent.class).setLocation("file:kamelets");
        context.start();
        sinks = new SinkFiles(context, properties);
    }

    @AfterEach
    void stop() {
        context.stop();
        journal.close();
    }

    @Test
    void a_good_file_subscribes_and_leaves_the_journal_open() {
        List<Problem> problems = sinks.load(new RouteFile("audit.camel.yaml", GOOD));

        assertThat(problems).isEmpty();
        assertThat(context.getRoutes()).extracting(Route::getRouteId).contains("audit");
        assertThat(journal.books()).singleElement().satisfies(b -> assertThat(b.subscription())
                .isEqualTo("audit"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{{audit.url}}            | {{nope.url}}       | :10: The placeholder {{nope.url}} has no value. Set it",
                "cloudevents-http-sink    | cloudevents-htp    | :10: There is no Kamelet cloudevents-htp.",
                "kamelet:cloudevents-http-sink | htp:foo       | :10: There is no component htp. Did you mean http?",
                "subscription: audit      | subscription: a, tipes: x | :5: The Kamelet tekton-events-source has no parameter tipes",
                "endsWith                 | endsWif            | :8: \"${header.CamelCloudEventType} endsWif",
                "filter:                  | filtre:            | :7: There is no step filtre. Did you mean filter?",
                "- to:                    | - tow:             | :10: There is no step tow. Did you mean to?",
                "subscription: audit      | subscription: a, startFrom: soon | :5: startFrom=soon is no duration",
            })
    void a_bad_file_is_refused_with_its_line_and_leaves_nothing_behind(String right, String wrong, String said) {
        sinks.load(new RouteFile(
                "good.camel.yaml", GOOD.replace("audit\n", "other\n").replace("audit }", "other }")));
        int before = context.getRoutesSize();

        List<Problem> problems =
                sinks.load(new RouteFile("bad.camel.yaml", GOOD.replace(right.strip(), wrong.strip())));

        assertThat(problems).isNotEmpty();
        assertThat(problems.get(0).toString()).startsWith("bad.camel.yaml:").contains(said.strip());
        assertThat(context.getRoutesSize()).isEqualTo(before);
        assertThat(journal.books()).hasSize(1);
    }

    @Test
    void a_file_may_send_to_a_route_of_another_file() {
        RouteFile shared = new RouteFile(
                "shared.camel.yaml",
                """
                - route:
                    id: shared
                    from:
                      uri: direct:shared
                      steps:
                        - log: "taken"
                """);
        RouteFile sending = new RouteFile(
                "sending.camel.yaml",
                """
                - route:
                    id: sending
                    from:
                      uri: kamelet:tekton-events-source
                      parameters: { subscription: sending }
                      steps:
                        - to: "direct:shared"
                """);

        List<Problem> problems = sinks.check(List.of(sending, shared)).stream()
                .flatMap(candidate -> candidate.problems().stream())
                .toList();

        assertThat(problems).isEmpty();
    }

    @Test
    void two_files_cannot_share_a_route_id_or_a_subscription() {
        sinks.load(new RouteFile("one.camel.yaml", GOOD));

        List<Problem> problems = sinks.load(new RouteFile("two.camel.yaml", GOOD));

        assertThat(problems)
                .extracting(Problem::toString)
                .anyMatch(p -> p.contains("route id audit is taken by one.camel.yaml"))
                .anyMatch(p -> p.contains("subscription audit is taken by one.camel.yaml"));
    }

    @Test
    void a_folder_gives_its_files_by_name_and_only_those_that_end_in_camel_yaml() throws IOException {
        Files.writeString(folder.resolve("b.camel.yaml"), GOOD);
        Files.writeString(folder.resolve("a.camel.yaml"), GOOD);
        Files.writeString(folder.resolve("notes.txt"), "x");
        Files.createDirectory(folder.resolve("folder.camel.yaml"));
        Files.write(folder.resolve("latin.camel.yaml"), new byte[] {(byte) 0xe9});

        SinksFolder.Look look = new SinksFolder(folder).look();

        assertThat(look.files().keySet())
                .extracting(name -> Path.of(name).getFileName().toString())
                .containsExactly("a.camel.yaml", "b.camel.yaml");
        assertThat(look.unreadable().values())
                .extracting(Problem::what)
                .containsExactly(
                        "The file cannot be read: it is no plain file. Mend or remove it.",
                        "The file cannot be read: it is not written in UTF-8. Save it in UTF-8.");
    }

    @Test
    void the_first_line_that_is_no_utf_8_is_named() throws IOException {
        Path latin = folder.resolve("latin.camel.yaml");
        Path wide = folder.resolve("wide.camel.yaml");
        Files.write(latin, "# one\n# two\n# f\u00fcr\n# four\n".getBytes(StandardCharsets.ISO_8859_1));
        Files.write(wide, "# one\n".getBytes(StandardCharsets.UTF_16));

        SinksFolder.Look look = new SinksFolder(folder).look();

        assertThat(look.unreadable().get(latin.toString()).line()).isEqualTo(3);
        assertThat(look.unreadable().get(wide.toString()))
                .extracting(Problem::line, Problem::what)
                .containsExactly(
                        1, "The file cannot be read: it is not written in UTF-8. It is UTF-16. Save it in UTF-8.");
    }
}
