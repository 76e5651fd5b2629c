package io.github.tektoncourier.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.github.tektoncourier.journal.Batches;
import io.github.tektoncourier.journal.Journal;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.JournalView;
import io.github.tektoncourier.journal.engine.JournalFactory;
import io.github.tektoncourier.journal.history.EventFate;
import io.github.tektoncourier.journal.history.NamespaceScope;
import io.github.tektoncourier.routes.check.file.RouteFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the journal says of a delivery by a route: the receiver's status, or the step that left the event out. */
@Timeout(60)
class ExplainedRoutesTest {

    /** Names of subscriptions, the steps of their routes, and what is said of them. */
    private static final String[][] ROUTES = {
        {"sent", "- to: { uri: 'kamelet:cloudevents-http-sink', parameters: { url: '{{to.url}}' } }", "HTTP 202"},
        {
            "none",
            "- filter: { simple: \"${header.CamelCloudEventNamespace} == 'x'\", steps: [ { to: 'kamelet:nothing' } ] }",
            "line 7, step filter: \"${header.CamelCloudEventNamespace} == 'x'\""
        },
        {
            "inner",
            """
            - filter:
                simple: "${header.CamelCloudEventNamespace} != 'x'"
                steps:
                  - setVariable: { name: a, constant: b }
                  - filter:
                      simple: "${variable.a} == 'c'"
                      steps: [ { to: 'kamelet:nothing' } ]""",
            "line 11, step filter: \"${variable.a} == 'c'\""
        },
        {
            "matched",
            """
            - choice:
                when:
                  - simple: "${header.CamelCloudEventNamespace} != 'x'"
                    steps: [ { setVariable: { name: a, constant: b } } ]
            - filter:
                simple: "${variable.a} == 'c'"
                steps: [ { to: 'kamelet:nothing' } ]""",
            "line 11, step filter: \"${variable.a} == 'c'\""
        },
        {
            "earlier",
            """
            - filter:
                simple: "${header.CamelCloudEventNamespace} == 'x'"
                steps: [ { to: 'kamelet:nothing' } ]
            - choice:
                when:
                  - simple: "${header.CamelCloudEventNamespace} != 'x'"
                    steps: [ { setVariable: { name: a, constant: b } } ]""",
            "line 7, step filter: \"${header.CamelCloudEventNamespace} == 'x'\""
        },
        {
            "branches",
            """
            - choice:
                when:
                  - simple: "${header.CamelCloudEventNamespace} == 'x'"
                    steps: [ { to: 'kamelet:nothing' } ]""",
            "line 7, step choice"
        },
        {
            "otherwise",
            """
            - choice:
                when:
                  - simple: "${header.CamelCloudEventNamespace} == 'x'"
                    steps: [ { to: 'kamelet:nothing' } ]
                otherwise:
                  steps:
                    - stop: {}""",
            "line 13, step stop"
        },
        {
            "format",
            """
            - to: { uri: 'kamelet:tekton-format-action', parameters: { format: cdevents } }
            - to: { uri: 'kamelet:cloudevents-http-sink', parameters: { url: '{{to.url}}' } }""",
            "line 7, step to"
        },
        {
            "nothing",
            "- log: \"${header.CamelCloudEventNamespace}\"",
            "the route of its sink file sent nothing; courier explain --run FILE says which step"
        },
    };

    @TempDir
    private Path folder;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private Journal journal;
    private HttpServer receiver;
    private SinkFiles sinks;

    @BeforeEach
    void start() throws Exception {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            exchange.sendResponseHeaders(202, -1);
            exchange.close();
        });
        receiver.start();
        journal = JournalFactory.open(JournalSettings.in(folder), Clock.systemUTC());
        context.getRegistry().bind("journal", journal);
        context.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
        Map<String, String> properties = new HashMap<>(Map.of(
                "to.url",
                "http://localhost:" + receiver.getAddress().getPort() + "/",
                "camel.component.kamelet.location",
                "file:kamelets"));
        properties.forEach(context.getPropertiesComponent()::addOverrideProperty);
        context.getComponent("kamelet", KameletComponent.class).setLocation("file:kamelets");
        context.start();
        sinks = new SinkFiles(context, properties);
    }

    @AfterEach
    void stop() {
        context.stop();
        journal.close();
        receiver.stop(0);
    }

    private static RouteFile file(String name, String steps) {
        String yaml =
                """
                - route:
                    id: NAME
                    from:
                      uri: kamelet:tekton-events-source
                      parameters: { subscription: NAME, startFrom: earliest }
                      steps:
                STEPS
                """;
        return new RouteFile(
                name + ".camel.yaml",
                yaml.replace("NAME", name).replace("STEPS", steps.indent(8).stripTrailing()));
    }

    private void run() throws Exception {
        journal.append(Batches.batch("a", "queued")).get(10, TimeUnit.SECONDS);
        for (String[] route : ROUTES) {
            assertThat(sinks.load(file(
                            route[0],
                            route[1].replace("kamelet:nothing", "kamelet:cloudevents-http-sink?url={{to.url}}"))))
                    .as(route[0])
                    .isEmpty();
        }
        await().until(() -> journal.books().stream().allMatch(books -> books.pending() == 0));
    }

    private Map<String, EventFate> fates(NamespaceScope visible) {
        try (JournalView view = JournalFactory.view(folder)) {
            return view.history("a/queued", null, visible).get(0).events().get(0).fates().stream()
                    .collect(Collectors.toMap(EventFate::subscription, fate -> fate));
        }
    }

    @Test
    void a_delivery_has_the_receivers_status_and_what_was_left_out_the_step_with_its_line() throws Exception {
        run();

        Map<String, EventFate> fates = fates(NamespaceScope.ALL);

        for (String[] route : ROUTES) {
            EventFate fate = fates.get(route[0]);
            if (route[2].startsWith("HTTP")) {
                assertThat(fate.status()).isEqualTo(202);
            } else if (route[2].startsWith("line")) {
                assertThat(fate.why())
                        .matches(route[0] + "\\.camel\\.yaml \\(version [0-9a-f]{8}\\) "
                                + java.util.regex.Pattern.quote(route[2]));
            } else {
                assertThat(fate.why()).isEqualTo(route[2]);
            }
        }
    }

    @Test
    void a_caller_of_some_namespaces_gets_the_line_without_the_expression() throws Exception {
        run();
        String namespace = Batches.run("a", null, "1", 1).namespace();

        Map<String, EventFate> fates = fates(NamespaceScope.of(namespace));

        assertThat(List.of(fates.get("none").why(), fates.get("branches").why()))
                .allMatch(why -> why.matches("[a-z]+\\.camel\\.yaml \\(version [0-9a-f]{8}\\) line 7, step [a-z]+"));
    }
}
