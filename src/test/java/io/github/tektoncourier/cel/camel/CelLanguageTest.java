package io.github.tektoncourier.cel.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tektoncourier.cel.CelSyntaxException;
import io.github.tektoncourier.kamelet.Events;
import java.nio.charset.StandardCharsets;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeExpressionException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Language;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Camel finds the language by its name and gives it exchanges as routes of sinks have them. */
class CelLanguageTest {

    private static CamelContext context;
    private static Language cel;

    @BeforeAll
    static void resolve() {
        context = new DefaultCamelContext();
        context.start();
        cel = context.resolveLanguage("cel");
    }

    @AfterAll
    static void stop() {
        context.stop();
    }

    @Test
    void a_predicate_reads_attributes_from_headers_and_the_run_from_the_body() {
        Exchange exchange = event();

        assertThat(cel.createPredicate("event.type == attributes['type'] && run.metadata.name != ''")
                        .matches(exchange))
                .isTrue();
        assertThat(cel.createPredicate("run.metadata.labels['nobody'] == 'a'").matches(exchange))
                .isFalse();
    }

    @Test
    void the_body_is_read_once_for_all_expressions_of_a_route() {
        Exchange exchange = event();
        cel.createPredicate("run.metadata.name != ''").matches(exchange);
        byte[] body = exchange.getMessage().getBody(byte[].class);
        byte[] spoiled = "no JSON".getBytes(StandardCharsets.UTF_8);
        System.arraycopy(spoiled, 0, body, 0, spoiled.length);

        boolean again = cel.createPredicate("run.metadata.name != ''").matches(exchange);

        assertThat(again).isTrue();
    }

    @Test
    void another_body_is_read_anew() {
        Exchange exchange = event();
        cel.createPredicate("run.metadata.name != ''").matches(exchange);
        exchange.getMessage().setBody("{\"taskRun\": {\"metadata\": {\"name\": \"other\"}}}");

        String name = cel.createExpression("run.metadata.name").evaluate(exchange, String.class);

        assertThat(name).isEqualTo("other");
    }

    @Test
    void a_value_comes_as_the_type_that_is_asked_for() {
        Exchange exchange = event();

        assertThat(cel.createExpression("1 + 1").evaluate(exchange, String.class))
                .isEqualTo("2");
        assertThat(cel.createExpression("{'team': [event.type]}").evaluate(exchange, Object.class))
                .isEqualTo("{\"team\":[\"" + exchange.getMessage().getHeader("CamelCloudEventType") + "\"]}");
        assertThat(cel.createExpression("run.metadata.labels['nobody']").evaluate(exchange, Object.class))
                .isNull();
    }

    @Test
    void an_expression_that_fails_says_so_in_its_words() {
        assertThatThrownBy(() -> cel.createPredicate("run.metadata.name.truncate(-1) == ''")
                        .matches(event()))
                .isInstanceOf(RuntimeExpressionException.class)
                .hasMessageContaining("cel \"run.metadata.name.truncate(-1) == ''\": truncate takes a length");
    }

    @Test
    void an_expression_that_does_not_compile_fails_when_the_route_is_made() {
        assertThatThrownBy(() -> cel.createPredicate("event.tpye == 'a'"))
                .hasCauseInstanceOf(CelSyntaxException.class)
                .rootCause()
                .hasMessageContaining("no attribute tpye");
    }

    private static Exchange event() {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setHeaders(Events.headers());
        exchange.getMessage().setBody(Events.data().clone());
        return exchange;
    }
}
