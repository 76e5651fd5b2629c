package io.github.tektoncourier.kamelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.tektoncourier.journal.Batches;
import io.github.tektoncourier.journal.Books;
import io.github.tektoncourier.journal.Journal;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.camel.AnswerInterceptor;
import io.github.tektoncourier.journal.engine.JournalFactory;
import io.github.tektoncourier.kamelet.http.BoundedHttp;
import io.github.tektoncourier.routes.SinkFiles;
import io.github.tektoncourier.routes.camel.AddressGuard;
import io.github.tektoncourier.routes.check.file.RouteFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Neither what a run says nor what a receiver answers steers a route. */
@Timeout(120)
class RunContentIT {

    @TempDir
    Path folder;

    private final Receiver receiver = new Receiver().anything();
    private final Receiver elsewhere = new Receiver().anything();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Map<String, String> properties = new HashMap<>();
    private Journal journal;
    private SinkFiles sinks;

    @BeforeEach
    void start() {
        journal = JournalFactory.open(JournalSettings.in(folder), Clock.systemUTC());
        properties.put("camel.component.kamelet.location", "file:kamelets");
        properties.put("base", receiver.url(""));
        properties.put("elsewhere", elsewhere.url(""));
        properties.put("secret", "s3cret");
        context.getRegistry().bind("journal", journal);
        context.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
        properties.forEach(context.getPropertiesComponent()::addOverrideProperty);
        context.getComponent("kamelet", KameletComponent.class).setLocation("file:kamelets");
        BoundedHttp.addTo(context);
        AddressGuard.addTo(context);
        AnswerInterceptor.addTo(context);
        context.start();
        sinks = new SinkFiles(context, properties);
    }

    @AfterEach
    void stop() {
        context.stop();
        journal.close();
        receiver.close();
        elsewhere.close();
    }

    /** A route of its own for these steps. */
    private void route(String steps) {
        assertThat(sinks.load(new RouteFile(
                        "my.camel.yaml",
                        """
                        - route:
                            id: my
                            from:
                              uri: kamelet:tekton-events-source
                              parameters: { subscription: my, types: "*", startFrom: earliest }
                              steps:
                        """
                                + steps.indent(8))))
                .isEmpty();
    }

    /** One event; its run, subject and padding come from the uid. */
    private Books event(String uid) throws Exception {
        journal.append(Batches.batch(uid, "queued")).get(10, TimeUnit.SECONDS);
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(books())
                .matches(books -> books.pending() == 0 && books.appended() > 0));
        return books();
    }

    private Books books() {
        return journal.books().get(0);
    }

    @Test
    void an_attribute_stands_in_an_address_and_the_parameters_are_options() throws Exception {
        route(
                """
                - toD:
                    uri: "{{base}}/x/${header.CamelCloudEventNamespace}/${header.CamelCloudEventSubject}"
                    parameters: { httpMethod: PUT, responseTimeout: 10000 }
                """);

        Books books = event("r1");

        assertThat(books.delivered()).isOne();
        assertThat(receiver.requests).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("PUT");
            assertThat(request.target()).isEqualTo("/x/ns-r/r1");
        });
    }

    @Test
    void an_attribute_that_something_changed_is_held_to_its_alphabet_again() throws Exception {
        route(
                """
                - setHeader: { name: CamelCloudEventSubject, simple: "../..?x={{secret}}&y=" }
                - toD: { uri: "{{base}}/x/${header.CamelCloudEventSubject}", parameters: { httpMethod: POST } }
                """);

        Books books = event("r1");

        assertThat(books.dead()).isOne();
        assertThat(books.lastError()).contains("subject", "plain name").doesNotContain("s3cret");
        assertThat(receiver.requests).isEmpty();
    }

    @Test
    void an_attribute_that_the_event_lacks_is_a_dead_letter() throws Exception {
        route(
                """
                - recipientList:
                    simple: "{{base}}/x/${header.CamelCloudEventOutcome}?httpMethod=POST"
                """);

        Books books = event("r1");

        assertThat(books.dead()).isOne();
        assertThat(books.lastError()).contains("outcome", "has none");
        assertThat(receiver.requests).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "toD, '{{base}}/{{tail}}', '${body}'",
        "toD, '{{tail}}', language:jsonpath:$.taskRun.metadata.name",
        "poll, '{{tail}}', language:header:x"
    })
    void a_setting_brings_no_text_of_a_run_into_an_address(String step, String address, String tail) {
        context.getPropertiesComponent().addOverrideProperty("tail", tail);
        properties.put("tail", tail);
        sinks = new SinkFiles(context, properties);

        assertThat(sinks.load(new RouteFile(
                        "my.camel.yaml",
                        """
                        - route:
                            id: my
                            from:
                              uri: kamelet:tekton-events-source
                              parameters: { subscription: my }
                              steps:
                                - STEP: { uri: "ADDRESS" }
                        """
                                .replace("STEP", step)
                                .replace("ADDRESS", address))))
                .singleElement()
                .asString()
                .contains("Take it out of the setting");
    }

    @Test
    void what_a_receiver_answers_is_no_body_header_or_target_of_a_later_step() throws Exception {
        Map<String, String> orders = new HashMap<>();
        orders.put("CamelHttpUri", elsewhere.url("/stolen"));
        orders.put("X-Header", "theirs");
        orders.put("Content-Type", "text/plain; charset=UTF-16");
        receiver.answer(200, orders, "{\"theirs\":true}");
        route(
                """
                - setHeader: { name: X-Header, constant: mine }
                - to: { uri: "{{base}}/one", parameters: { httpMethod: POST } }
                - choice:
                    when:
                      - simple: "${header.CamelHttpResponseCode} != null || ${header.X-Header} != 'mine'"
                        steps: [ { to: { uri: "{{elsewhere}}/wrong", parameters: { httpMethod: POST } } } ]
                - transform: { simple: "${body}" }
                - to: { uri: "{{base}}/two", parameters: { httpMethod: POST } }
                """);

        Books books = event("r1");

        assertThat(books.delivered()).isOne();
        assertThat(elsewhere.requests).isEmpty();
        assertThat(receiver.requests).hasSize(2);
        assertThat(new String(receiver.requests.get(1).body(), StandardCharsets.UTF_8))
                .startsWith("{\"taskRun\":");
    }

    @Test
    void a_routing_slip_and_a_recipient_list_hand_no_answer_on() throws Exception {
        receiver.answer(200, Map.of("CamelHttpPath", "/stolen"), "answer-one").answer(200, Map.of(), "answer-two");
        route(
                """
                - routingSlip: { constant: "{{base}}/one?httpMethod=POST,{{base}}/two?httpMethod=POST" }
                - recipientList: { constant: "{{base}}/three?httpMethod=POST" }
                - toD: { uri: "{{base}}/four/${header.CamelCloudEventKind}", parameters: { httpMethod: POST } }
                - to: { uri: "{{base}}/five", parameters: { httpMethod: POST } }
                """);

        event("r1");

        assertThat(receiver.requests)
                .extracting(Receiver.Request::target)
                .containsExactly("/one", "/two", "/three", "/four/taskrun", "/five");
        assertThat(receiver.requests)
                .allSatisfy(request -> assertThat(new String(request.body(), StandardCharsets.UTF_8))
                        .startsWith("{\"taskRun\":"));
    }

    @Test
    void a_step_inside_the_process_keeps_its_result_and_a_route_can_ask_for_an_answer() throws Exception {
        receiver.answer(200, Map.of(), "forty-two");
        route(
                """
                - to: { uri: "{{base}}/ask", parameters: { httpMethod: POST }, variableReceive: answer }
                - to: { uri: "language:simple:inside-${body.length}" }
                - setHeader: { name: X-Inside, simple: "${body}" }
                - setHeader: { name: X-Code, variable: "header:answer.CamelHttpResponseCode" }
                - setBody: { variable: answer }
                - to: { uri: "{{base}}/told", parameters: { httpMethod: POST } }
                """);

        event("r1");

        Receiver.Request told = receiver.requests.get(1);
        assertThat(new String(told.body(), StandardCharsets.UTF_8)).isEqualTo("forty-two");
        assertThat(told.header("X-Code")).isEqualTo("200");
        assertThat(told.header("X-Inside")).startsWith("inside-").isNotEqualTo("inside-9");
    }

    @Test
    void an_enrichment_from_outside_leaves_the_event_unless_a_variable_takes_the_answer() throws Exception {
        receiver.answer(200, Map.of("X-Header", "theirs"), "one").answer(200, Map.of(), "two");
        route(
                """
                - enrich: { constant: "{{base}}/one?httpMethod=POST" }
                - enrich: { constant: "{{base}}/two?httpMethod=POST", variableReceive: answer }
                - setHeader: { name: X-Answer, simple: "${variable.answer} ${header.X-Header}" }
                - to: { uri: "{{base}}/three", parameters: { httpMethod: POST } }
                """);

        event("r1");

        Receiver.Request last = receiver.requests.get(2);
        assertThat(new String(last.body(), StandardCharsets.UTF_8)).startsWith("{\"taskRun\":");
        assertThat(last.header("X-Answer").strip()).isEqualTo("two");
    }

    @Test
    void a_body_from_a_variable_is_sent_and_the_event_goes_on() throws Exception {
        route(
                """
                - setVariable: { name: mine, constant: text }
                - to: { uri: "{{base}}/one", parameters: { httpMethod: POST }, variableSend: mine }
                - toD: { uri: "{{base}}/two/${header.CamelCloudEventKind}", variableSend: mine, parameters: { httpMethod: POST } }
                - to: { uri: "{{base}}/three", parameters: { httpMethod: POST } }
                """);

        event("r1");

        assertThat(receiver.requests)
                .extracting(request -> new String(request.body(), StandardCharsets.UTF_8))
                .satisfies(bodies -> assertThat(bodies.subList(0, 2)).isEqualTo(List.of("text", "text")))
                .last()
                .asString()
                .startsWith("{\"taskRun\":");
    }

    @Test
    void a_variable_is_one_part_of_the_address_of_our_sink() throws Exception {
        route(
                """
                - setVariable: { name: sha, simple: "../..?x={{secret}}/ü&#%41" }
                - to:
                    uri: kamelet:cloudevents-http-sink
                    parameters: { url: "{{base}}/repos/{sha}/status?q=%2B{sha}" }
                """);

        Books books = event("r1");

        assertThat(books.delivered()).isOne();
        assertThat(receiver.requests).singleElement().satisfies(request -> assertThat(request.target())
                .isEqualTo("/repos/..%2F..%3Fx%3Ds3cret%2F%C3%BC%26%23%2541/status"
                        + "?q=%2B..%2F..%3Fx%3Ds3cret%2F%C3%BC%26%23%2541"));
    }

    @Test
    void a_variable_that_cannot_stand_there_is_a_dead_letter_with_the_reason() throws Exception {
        route(
                """
                - choice:
                    when:
                      - simple: "${header.CamelCloudEventSubject} == 'r1'"
                        steps: [ { setVariable: { name: part, constant: ".." } } ]
                      - simple: "${header.CamelCloudEventSubject} == 'r2'"
                        steps: [ { setVariable: { name: part, constant: "." } } ]
                      - simple: "${header.CamelCloudEventSubject} == 'r3'"
                        steps: [ { setVariable: { name: part, constant: "" } } ]
                      - simple: "${header.CamelCloudEventSubject} == 'r4'"
                        steps: [ { setVariable: { name: part, simple: "${body}${body}${body}${body}${body}${body}${body}${body}${body}${body}" } } ]
                - to:
                    uri: kamelet:cloudevents-http-sink
                    parameters: { url: "{{base}}/a/{part}/b" }
                """);

        String dots = event("r1").lastError();
        event("r2");
        String empty = event("r3").lastError();
        String large = event("r4").lastError();
        Books books = event("r5");

        assertThat(books.dead()).isEqualTo(5);
        assertThat(dots).contains("variable part", "step in a path");
        assertThat(empty).contains("variable part", "is empty");
        assertThat(large).contains("more than 2000 characters");
        assertThat(books.lastError()).contains("has not set");
        assertThat(receiver.requests).isEmpty();
    }
}
