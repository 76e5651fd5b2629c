package io.github.tektoncourier.journal.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.tektoncourier.cloudevent.HeaderNames;
import io.github.tektoncourier.journal.Batches;
import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.Journal;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.engine.JournalFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The journal as routes see it: appended to, subscribed to, bare and through the Kamelet that users write. */
@Timeout(120)
class JournalRoutesIT {

    @TempDir
    Path directory;

    private Journal journal;
    private CamelContext context;

    @BeforeEach
    void start() throws Exception {
        journal = JournalFactory.open(JournalSettings.in(directory), Clock.systemUTC());
        context = context();
        context.getRegistry().bind("journal", journal);
    }

    private static CamelContext context() {
        CamelContext context = new DefaultCamelContext();
        FailoverTargets.addTo(context);
        Properties properties = new Properties();
        properties.setProperty("camel.component.kamelet.location", "file:kamelets");
        context.getPropertiesComponent().setInitialProperties(properties);
        return context;
    }

    @AfterEach
    void stop() throws Exception {
        context.stop();
        journal.close();
    }

    private void routes(String yaml) throws Exception {
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(ResourceHelper.fromString("test-" + System.nanoTime() + ".camel.yaml", yaml));
    }

    /** What a failing or taking target is, beside the YAML under test. */
    private void target(Sink sink) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:append").routeId("append").to("journal:events");
            }
        });
        context.addComponent("sink", new SinkComponent(sink));
    }

    private static final String KAMELET_ROUTE =
            """
            - route:
                id: audit
                errorHandler: { noErrorHandler: {} }
                from:
                  uri: kamelet:tekton-events-source
                  parameters:
                    subscription: audit
                    startFrom: earliest
                  steps:
                    - filter:
                        expression:
                          simple:
                            expression: "${header.CamelCloudEventType} endsWith '.failed.v1'"
                        steps:
                          - to:
                              uri: sink:it
            """;

    private Books books(String name) {
        return journal.books().stream()
                .filter(b -> b.subscription().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void append(Object batch) {
        Exchange sent = context.createProducerTemplate()
                .send("direct:append", e -> e.getMessage().setBody(batch));
        assertThat(sent.getException()).isNull();
    }

    @Test
    void what_is_appended_reaches_the_users_route_with_its_headers() throws Exception {
        List<Exchange> got = new CopyOnWriteArrayList<>();
        target(got::add);
        routes(KAMELET_ROUTE);
        context.start();

        append(Batches.batch("a", "queued", "failed"));

        await().until(() -> books("audit").delivered() == 1 && books("audit").filtered() == 1);
        var message = got.get(0).getMessage();
        assertThat(message.getBody()).isEqualTo(Batches.batch("a", "failed").data());
        assertThat(message.getHeader("CamelCloudEventID")).isEqualTo("a/failed");
        assertThat(message.getHeader("CamelCloudEventType")).isEqualTo("dev.tekton.event.taskrun.failed.v1");
        assertThat(message.getHeader(HeaderNames.of("sequence"))).isEqualTo("00000000000000000002");
        assertThat(message.getHeaders().keySet()).allMatch(name -> name.startsWith("CamelCloudEvent"));
    }

    @Test
    void a_failure_inside_the_users_route_comes_back_through_the_kamelet_and_is_tried_again() throws Exception {
        List<String> tries = new CopyOnWriteArrayList<>();
        target(exchange -> {
            tries.add(exchange.getMessage().getHeader("CamelCloudEventID", String.class));
            if (tries.size() < 3) {
                throw new java.net.ConnectException("Connection refused");
            }
        });
        routes(KAMELET_ROUTE);
        context.start();

        append(Batches.batch("a", "failed"));

        await().until(() -> books("audit").delivered() == 1);
        assertThat(tries).containsExactly("a/failed", "a/failed", "a/failed");
        assertThat(books("audit").lastError()).contains("Connection refused");
    }

    @Test
    void a_send_that_failed_is_a_failure_even_if_the_route_swallows_it() throws Exception {
        target(exchange -> {
            throw new java.io.IOException("gone");
        });
        routes(
                """
                - route:
                    id: swallow
                    from:
                      uri: journal:events
                      parameters: { subscription: swallow, startFrom: earliest }
                      steps:
                        - doTry:
                            steps:
                              - to: { uri: "sink:it" }
                            doCatch:
                              - exception: [ java.lang.Exception ]
                                steps:
                                  - setBody: { expression: { constant: { expression: x } } }
                """);
        context.start();

        append(Batches.batch("a", "failed"));

        await().until(() -> books("swallow").lastError().contains("gone"));
        assertThat(books("swallow").delivered()).isZero();
    }

    @Test
    void a_multicast_and_a_recipient_list_count_as_sends() throws Exception {
        List<Exchange> got = new CopyOnWriteArrayList<>();
        target(got::add);
        routes(
                """
                - route:
                    id: many
                    from:
                      uri: journal:events
                      parameters: { subscription: many, startFrom: earliest }
                      steps:
                        - recipientList:
                            expression: { constant: { expression: "sink:a,sink:b" } }
                - route:
                    id: both
                    from:
                      uri: journal:events
                      parameters: { subscription: both, startFrom: earliest }
                      steps:
                        - multicast:
                            steps:
                              - to: { uri: "sink:c" }
                              - toD: { uri: "sink:d" }
                - route:
                    id: none
                    from:
                      uri: journal:events
                      parameters: { subscription: none, startFrom: earliest }
                      steps:
                        - to: { uri: "direct:inside" }
                - route:
                    id: inside
                    from:
                      uri: direct:inside
                      steps:
                        - setBody: { expression: { constant: { expression: x } } }
                """);
        context.start();

        append(Batches.batch("a", "failed"));

        await().until(() -> books("many").delivered() == 1 && books("both").delivered() == 1);
        await().until(() -> books("none").filtered() == 1);
        assertThat(got).hasSize(4);
    }

    private static final String FAILOVER =
            """
            - route:
                id: NAME
                errorHandler: { noErrorHandler: {} }
                from:
                  uri: kamelet:tekton-events-source
                  parameters: { subscription: NAME, startFrom: earliest, types: "*" }
                  steps:
                    - loadBalance:
                        failoverLoadBalancer: {}
                        steps:
                          - to: { uri: "sink:refuses" }
                          - SECOND
            """;

    @Test
    void a_failover_that_came_to_a_send_was_delivered_once_and_one_that_did_not_is_tried_again() throws Exception {
        List<String> got = new CopyOnWriteArrayList<>();
        target(exchange -> {
            String to = exchange.getProperty(Exchange.TO_ENDPOINT, String.class);
            got.add(to);
            if (to.contains("refuses")) {
                throw new java.net.ConnectException("primary gone");
            }
        });
        routes(FAILOVER.replace("NAME", "backed").replace("SECOND", "to: { uri: \"sink:takes\" }"));
        routes(
                FAILOVER.replace("NAME", "inside").replace("SECOND", "to: { uri: \"direct:inside\" }")
                        + """
                - route:
                    id: in
                    errorHandler: { noErrorHandler: {} }
                    from:
                      uri: direct:inside
                      steps:
                        - to: { uri: "sink:in" }
                """);
        routes(FAILOVER.replace("NAME", "filters")
                .replace("SECOND", "setBody: { expression: { constant: { expression: x } } }"));
        routes(FAILOVER.replace("NAME", "all").replace("SECOND", "to: { uri: \"sink:refuses-too\" }"));
        routes(FAILOVER.replace("NAME", "half")
                .replace(
                        "SECOND",
                        "doTry: { steps: [ { to: { uri: \"sink:refuses-there\" } } ], doCatch: [ { exception:"
                                + " [ java.lang.Exception ], steps: [ { to: { uri: \"sink:log\" } } ] } ] }"));
        context.start();

        append(Batches.batch("a", "failed"));

        await().until(() -> books("backed").delivered() == 1 && books("inside").delivered() == 1);
        assertThat(got.stream().filter("sink://takes"::equals)).hasSize(1);
        assertThat(got.stream().filter("sink://in"::equals)).hasSize(1);
        for (String name : List.of("filters", "all", "half")) {
            await().until(() -> books(name).lastError().contains("primary gone"));
            assertThat(books(name).pending()).as(name).isOne();
        }
    }

    @Test
    void two_routes_with_one_subscription_are_refused_by_their_names() throws Exception {
        target(exchange -> {});
        routes(KAMELET_ROUTE);
        routes(KAMELET_ROUTE.replace("id: audit", "id: other").replace("startFrom: earliest", "types: '*'"));

        assertThatThrownBy(() -> context.start())
                .hasStackTraceContaining("The routes audit and other both subscribe as audit");
    }

    @Test
    void without_a_journal_the_start_fails_and_names_what_needs_none() throws Exception {
        try (CamelContext alone = context()) {
            PluginHelper.getRoutesLoader(alone)
                    .loadRoutes(
                            ResourceHelper.fromString("alone.camel.yaml", KAMELET_ROUTE.replace("sink:it", "log:x")));

            assertThatThrownBy(alone::start).hasStackTraceContaining("tekton-runs-source");
        }
    }

    @Test
    void options_that_mean_nothing_are_refused_in_words() {
        assertThatThrownBy(() -> context.getEndpoint("journal:things")).hasStackTraceContaining("use journal:events");
        assertThatThrownBy(() -> context.getEndpoint("journal:events?subscription=a&retryFor=soon"))
                .hasStackTraceContaining("retryFor=soon is no duration");
        assertThatThrownBy(() -> context.getEndpoint("journal:events?subscription=a/b/c"))
                .hasStackTraceContaining("is no name for a subscription");
    }

    @Test
    void stopping_the_context_under_load_repeats_and_loses_nothing() throws Exception {
        List<String> got = new CopyOnWriteArrayList<>();
        Sink sink = exchange -> got.add(exchange.getMessage().getHeader("CamelCloudEventID", String.class));
        for (int round = 0; round < 3; round++) {
            target(sink);
            routes(KAMELET_ROUTE);
            context.start();
            for (int i = 0; i < 200; i++) {
                journal.append(Batches.batch("r" + round + "-" + i, "failed"));
            }
            context.stop();
            context = context();
            context.getRegistry().bind("journal", journal);
        }
        target(sink);
        routes(KAMELET_ROUTE);
        context.start();

        await().until(() -> got.size() >= 600);
        assertThat(got).hasSize(600).doesNotHaveDuplicates();
    }

    /** A target that a test makes up. */
    interface Sink {
        void take(Exchange exchange) throws Exception;
    }

    private static final class SinkComponent extends org.apache.camel.support.DefaultComponent {
        private final Sink sink;

        SinkComponent(Sink sink) {
            this.sink = sink;
        }

        @Override
        protected org.apache.camel.Endpoint createEndpoint(
                String uri, String remaining, java.util.Map<String, Object> parameters) {
            return new org.apache.camel.support.ProcessorEndpoint(uri, this, sink::take);
        }
    }
}
