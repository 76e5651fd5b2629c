package io.github.tektoncourier.kamelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.tektoncourier.journal.Batches;
import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.Journal;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.camel.AnswerInterceptor;
import io.github.tektoncourier.journal.camel.FailoverTargets;
import io.github.tektoncourier.journal.engine.JournalFactory;
import io.github.tektoncourier.kamelet.http.BoundedHttp;
import io.github.tektoncourier.routes.SinkFiles;
import io.github.tektoncourier.routes.camel.AddressGuard;
import io.github.tektoncourier.routes.check.file.RouteFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.kafka.KafkaClientFactory;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A route behind a receiver that answers with orders to components of Camel does what it does behind an honest one: each way
 * to send, twice, with the requests of both compared.
 */
@Timeout(120)
class LyingReceiversIT {

    private static final int MOST_REQUESTS = 20;

    /** What stands behind each way to send: steps of which an answer could take hold. */
    private static final String BEHIND =
            """
            - to: { uri: "{{probe}}/plain", parameters: { httpMethod: POST } }
            - toD: { uri: "{{probe}}/x/${header.CamelCloudEventKind}", parameters: { httpMethod: POST } }
            - recipientList: { simple: "{{probe}}/r/${header.CamelCloudEventSubject}?httpMethod=PUT" }
            - enrich: { simple: "{{probe}}/e/${header.CamelCloudEventSubject}?httpMethod=POST" }
            - to: { uri: "kamelet:cloudevents-http-sink", parameters: { url: "{{probe}}/ours" } }
            - to: { uri: "kamelet:cloudevents-http-sink", parameters: { url: "{{probe}}/json", contentMode: structured } }
            - to: { uri: "kafka:right", parameters: { brokers: "127.0.0.1:1", kafkaClientFactory: "#broker" } }
            """;

    @TempDir
    Path folder;

    private final Receiver honest = new Receiver().anything();
    private final Receiver liar = new Receiver().anything();
    private final Receiver probe = new Receiver().anything();
    private final Receiver elsewhere = new Receiver().anything();
    private final Broker broker = new Broker();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Map<String, String> properties = new HashMap<>();
    private Journal journal;

    @BeforeEach
    void start() throws Exception {
        Files.createDirectory(folder.resolve("kamelets"));
        Files.writeString(
                folder.resolve("kamelets/my-sink.kamelet.yaml"),
                """
                apiVersion: camel.apache.org/v1
                kind: Kamelet
                metadata: { name: my-sink }
                spec:
                  definition:
                    title: Mine
                    required: [ url ]
                    properties: { url: { title: URL, type: string } }
                  template:
                    from:
                      uri: kamelet:source
                      steps: [ { to: { uri: "{{url}}", parameters: { httpMethod: POST } } } ]
                """);
        journal = JournalFactory.open(JournalSettings.in(folder.resolve("journal")), Clock.systemUTC());
        String kamelets = "file:kamelets,file:" + folder.resolve("kamelets");
        properties.put("camel.component.kamelet.location", kamelets);
        properties.put("honest", honest.url(""));
        properties.put("liar", liar.url(""));
        properties.put("probe", probe.url(""));
        properties.put("slack.token", "xoxb-1234567");
        context.getRegistry().bind("journal", journal);
        context.getRegistry().bind("broker", broker);
        context.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
        properties.forEach(context.getPropertiesComponent()::addOverrideProperty);
        context.getComponent("kamelet", KameletComponent.class).setLocation(kamelets);
        BoundedHttp.addTo(context);
        AddressGuard.addTo(context);
        AnswerInterceptor.addTo(context);
        FailoverTargets.addTo(context);
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
        journal.close();
        List.of(honest, liar, probe, elsewhere).forEach(Receiver::close);
    }

    /** What a receiver may say to take hold of a route; no test of ours may send them itself. */
    private Map<String, String> orders() {
        Map<String, String> orders = new HashMap<>();
        String stolen = elsewhere.url("/stolen");
        for (String name : List.of("Location", "Content-Location", "CamelHttpUri", "Refresh", "CamelRestHttpUri")) {
            orders.put(name, stolen);
        }
        for (String name : List.of(
                "ce-id",
                "ce-type",
                "ce-subject",
                "ce-partitionkey",
                "CamelCloudEventID",
                "CamelCloudEventType",
                "CamelCloudEventSubject",
                "CamelCloudEventKind",
                "CamelCloudEventPartitionkey",
                "CamelHttpPath",
                "CamelHttpQuery",
                "CamelHttpRawQuery",
                "kafka.OVERRIDE_TOPIC",
                "CamelKafkaOverrideTopic",
                "kafka.KEY",
                "CamelKafkaKey",
                "CamelFileName",
                "CamelSlipEndpoint",
                "X-Mine",
                "Authorization",
                "trim",
                "maxBytes")) {
            orders.put(name, "stolen");
        }
        orders.put("CamelHttpMethod", "DELETE");
        orders.put("CamelCharsetName", "UTF-16");
        orders.put("Content-Type", "application/x-stolen; charset=UTF-16");
        orders.put("Set-Cookie", "session=stolen; Path=/");
        orders.put("kafka.PARTITION_KEY", "7");
        orders.put("CamelKafkaPartitionKey", "7");
        return orders;
    }

    static Map<String, String> ways() {
        Map<String, String> ways = new TreeMap<>();
        ways.put("http", "- to: { uri: '{{base}}/w', parameters: { httpMethod: POST } }");
        ways.put("http by GET", "- to: { uri: '{{base}}/w', parameters: { httpMethod: GET } }");
        ways.put("answer into a variable", "- to: { uri: '{{base}}/w', variableReceive: answer }");
        ways.put(
                "body from a variable",
                "- setVariable: { name: mine, constant: text }\n- to: { uri: '{{base}}/w', variableSend: mine }");
        ways.put("toD", "- toD: { uri: '{{base}}/w/${header.CamelCloudEventKind}' }");
        ways.put(
                "toD into a variable",
                "- toD: { uri: '{{base}}/w/${header.CamelCloudEventKind}', variableReceive: answer }");
        ways.put("recipientList", "- recipientList: { constant: '{{base}}/w,{{base}}/v' }");
        ways.put(
                "recipientList at once",
                "- recipientList: { constant: '{{base}}/w,{{base}}/w', parallelProcessing: true }");
        ways.put("routingSlip", "- routingSlip: { constant: '{{base}}/w,{{base}}/v' }");
        ways.put("enrich", "- enrich: { constant: '{{base}}/w' }");
        ways.put("enrich into a variable", "- enrich: { constant: '{{base}}/w', variableReceive: answer }");
        ways.put(
                "JSON sink",
                "- to: { uri: 'kamelet:http-json-sink', parameters: { url: '{{base}}/w', body: '{a: .taskRun}' } }");
        ways.put("http sink", "- to: { uri: 'kamelet:cloudevents-http-sink', parameters: { url: '{{base}}/w' } }");
        ways.put(
                "http sink by the step kamelet",
                "- kamelet: { name: cloudevents-http-sink, parameters: { url: '{{base}}/w', contentMode: structured } }");
        ways.put(
                "Slack's API",
                "- to: { uri: 'kamelet:tekton-slack-sink', parameters: { token: '{{slack.token}}', channel: ci, apiUrl: '{{base}}' } }");
        ways.put(
                "Slack's webhook",
                "- to: { uri: 'kamelet:tekton-slack-sink', parameters: { webhookUrl: '{{base}}/w' } }");
        ways.put("a Kamelet of the user", "- to: { uri: 'kamelet:my-sink', parameters: { url: '{{base}}/w' } }");
        ways.put("multicast", "- multicast: { steps: [ { to: '{{base}}/w' }, { to: '{{base}}/v' } ] }");
        ways.put("loop", "- loop: { constant: 2, steps: [ { to: '{{base}}/w' } ] }");
        ways.put("split", "- split: { simple: '${header.CamelCloudEventKind}', steps: [ { to: '{{base}}/w' } ] }");
        ways.put("choice", "- choice: { when: [ { simple: '${body} != null', steps: [ { to: '{{base}}/w' } ] } ] }");
        ways.put("a step of its own", "- step: { id: ID-step, steps: [ { to: '{{base}}/w' } ] }");
        ways.put("direct", "- to: 'direct:ID-other'");
        ways.put(
                "failover",
                "- loadBalance: { failoverLoadBalancer: {}, steps: [ { to: '{{base}}/refused' }, { to: '{{base}}/w' } ] }");
        ways.put("roundRobin", "- loadBalance: { roundRobinLoadBalancer: {}, steps: [ { to: '{{base}}/w' } ] }");
        return ways;
    }

    static List<String> names() {
        return List.copyOf(ways().keySet());
    }

    @ParameterizedTest
    @MethodSource("names")
    void a_route_does_the_same_behind_a_liar(String way) throws Exception {
        String steps = String.valueOf(ways().get(way));
        String body = "{\"ok\":true,\"kind\":\"stolen\"}";
        boolean failover = way.equals("failover"); // the first of each two answers is a refusal
        for (int i = 0; i < MOST_REQUESTS; i++) {
            int status = failover && i % 2 == 0 ? 500 : 200;
            honest.answer(status, Map.of(), body);
            liar.answer(status, orders(), body);
        }

        told("honest", steps);
        List<String> wanted = sent(honest);
        told("liar", steps);
        List<String> done = sent(liar);

        assertThat(done).isEqualTo(wanted);
        assertThat(wanted).hasSizeGreaterThan(14).anyMatch(line -> line.contains("/r/r2"));
        assertThat(elsewhere.requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http",
                "http by GET",
                "http sink",
                "JSON sink",
                "Slack's webhook",
                "toD",
                "enrich",
                "recipientList"
            })
    void no_redirect_is_followed(String way) throws Exception {
        for (int status : List.of(301, 302, 303, 307, 308)) {
            liar.answer(status, orders(), "ok");
        }
        load("liar", String.valueOf(ways().get(way)));

        journal.append(Batches.batch("r1", "queued")).get(10, TimeUnit.SECONDS);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> !books("liar").lastError().isEmpty());

        assertThat(books("liar").delivered()).isZero();
        assertThat(elsewhere.requests).isEmpty();
        assertThat(probe.requests).isEmpty();
    }

    private void load(String who, String way) {
        String steps = way.replace("{{base}}", "{{" + who + "}}").replace("ID", who);
        String route =
                """
                - route:
                    id: NAME
                    from:
                      uri: kamelet:tekton-events-source
                      parameters: { subscription: NAME, types: "*", startFrom: earliest, lanes: 1 }
                      steps:
                        - setHeader: { name: X-Mine, constant: mine }
                """
                                .replace("NAME", who)
                        + (steps + "\n" + BEHIND).indent(8);
        String other = steps.contains("direct:")
                ? "- route: { id: " + who + "-other, from: { uri: 'direct:" + who + "-other', steps: [ { to: '{{" + who
                        + "}}/w' } ] } }\n"
                : "";
        assertThat(new SinkFiles(context, properties).load(new RouteFile(who + ".camel.yaml", route + other)))
                .allMatch(problem -> problem.what().startsWith("warning: "));
    }

    /** Two events through a route of this way to send. */
    private void told(String who, String way) throws Exception {
        load(who, way);
        if (who.equals("honest")) {
            journal.append(Batches.batch("r1", "queued")).get(10, TimeUnit.SECONDS);
            journal.append(Batches.batch("r2", "queued")).get(10, TimeUnit.SECONDS);
        }
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(books(who).delivered())
                        .as(() -> books(who).toString())
                        .isEqualTo(2));
    }

    private Books books(String who) {
        return journal.books().stream()
                .filter(books -> books.subscription().equals(who))
                .findFirst()
                .orElseThrow();
    }

    /** All that was sent since, to the receiver and behind it, without what differs for each. */
    private List<String> sent(Receiver base) {
        List<String> sent = new ArrayList<>();
        for (Receiver receiver : List.of(base, probe)) {
            for (Receiver.Request request : receiver.requests) {
                Map<String, List<String>> headers = new TreeMap<>(request.headers());
                headers.remove("Host");
                sent.add(request.method() + " " + request.target() + " " + headers + " "
                        + new String(request.body(), StandardCharsets.UTF_8));
            }
            receiver.requests.clear();
        }
        for (MockProducer<String, String> producer : broker.producers) {
            producer.history()
                    .forEach(record -> sent.add(
                            record.topic() + " " + record.partition() + " " + record.key() + " " + record.value()));
            producer.clear();
        }
        return sent;
    }

    /** Takes all records. */
    private static final class Broker implements KafkaClientFactory {
        private final List<MockProducer<String, String>> producers = new CopyOnWriteArrayList<>();

        @Override
        @SuppressWarnings({"rawtypes", "unchecked"}) // Camel's own signature
        public Producer getProducer(Properties settings) {
            MockProducer<String, String> producer =
                    new MockProducer<>(true, null, new StringSerializer(), new StringSerializer());
            producers.add(producer);
            return producer;
        }

        @Override
        public Consumer<?, ?> getConsumer(Properties settings) {
            throw new UnsupportedOperationException("only sends");
        }

        @Override
        public String getBrokers(KafkaConfiguration configuration) {
            return "127.0.0.1:1";
        }
    }
}
