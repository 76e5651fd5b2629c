package io.github.tektoncourier.routes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.tektoncourier.routes.camel.SinglePassParser;
import io.github.tektoncourier.routes.check.file.Problem;
import io.github.tektoncourier.routes.check.file.RouteFile;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** jq in a sink file: what users write, and what placeholders and runs bring into it. */
class JqTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HOSTILE = "a\"b\\c\\(env) {{x}} }} ${y}\n'z' \uD83D\uDE00";

    private final DefaultCamelContext context = new DefaultCamelContext();

    @BeforeEach
    void start() {
        SinglePassParser.addTo(context);
        context.getComponent("kamelet", KameletComponent.class).setLocation("file:kamelets");
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{a: {b: .x}}                     | {\"a\":{\"b\":\"1\"}}",
                "{a: {b: {c: [{d: .x}]}}}         | {\"a\":{\"b\":{\"c\":[{\"d\":\"1\"}]}}}",
                "{a: {b: \"{{plain}}\"}}          | {\"a\":{\"b\":\"v\"}}",
                "{a: {b: {{number}}}}             | {\"a\":{\"b\":7}}",
                "{a: {b: {{plain}}}}              | {\"a\":{\"b\":\"v\"}}",
                "{a: \"x-{{plain}}-\\(.x)\"}      | {\"a\":\"x-v-1\"}",
                "{a: \"\\({k: {l: .x}}.k.l)\"} | {\"a\":\"1\"}",
                "{a: \"\\{{no}}\"}                | {\"a\":\"{{no}}\"}",
                "{a: {{?none}}}                   | {\"a\":null}",
                "{a: \"{{none:d}}\"}              | {\"a\":\"d\"}",
                "{a: header(\"CamelCloudEventNamespace\")} | {\"a\":\"ci\"}",
                "{{program}}                      | {\"p\":\"1\"}",
            })
    void it_is_jq_as_jq_users_write_it(String jq, String json) throws Exception {
        assertThat(load(jq, Map.of("plain", "v", "number", "7", "program", "{p: .x}")))
                .isEmpty();

        assertThat(JSON.readTree(send("{\"x\":\"1\"}"))).isEqualTo(JSON.readTree(json));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{a: \"{{v}}\"}", "{a: {{v}}}", "{a: \"\\(.x | \"{{v}}\")\"}"})
    void what_a_placeholder_brings_is_data(String jq) throws Exception {
        assertThat(load(jq, Map.of("v", HOSTILE, "x", "filled in again"))).isEmpty();

        assertThat(JSON.readTree(send("{\"x\":\"1\"}")).path("a").asText()).isEqualTo(HOSTILE);
    }

    @Test
    void what_a_run_brings_is_data() throws Exception {
        assertThat(load("{a: .x, b: \"-\\(.x)-\"}", Map.of())).isEmpty();
        String message = HOSTILE.repeat(40_000);

        JsonNode sent = JSON.readTree(send(JSON.writeValueAsString(Map.of("x", message))));

        assertThat(sent.path("a").asText()).isEqualTo(message);
        assertThat(sent.path("b").asText()).isEqualTo("-" + message + "-");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "env",
                "$ENV",
                "{a: env.HOME}",
                "{a: $ENV.HOME}",
                "if .x then 1 else env end",
                "input",
                "[inputs]",
                "input_filename",
                "$__prog_args",
                "import \"x\" as x; .",
                "include \"x\"; .",
                "halt",
                "getpath_(1)",
                "if .taskRun then . else asci_downcase end",
                "{a: }",
                "{a: $x}",
                "",
            })
    void what_jq_cannot_do_here_is_refused(String jq) {
        assertThat(load(jq, Map.of())).isNotEmpty();
    }

    /** Forms of jq's manual: each name in them is known, a key, a field or a definition. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                ".",
                ".foo.bar?",
                ".[\"foo\"]?",
                ".[2:4]",
                ".[-1]",
                "..|.a?",
                "[.a, .b[]]",
                "{a, b}",
                "{a: 1, \"b\": 2, (.c): 3}",
                "{\"a b\"}",
                "{$__loc__}",
                ". as $x | {$x, y: $x}",
                ". as [$a, {b: $c}] | $a + $c",
                ". as {a: $x, b: [$y]} | $y",
                ". as {$a, b: $c} | $a",
                "def f: . * 2; f",
                "def f(g): g | g; f(.a)",
                "def f($a; g): $a | g; f(1; .b)",
                "def f: def g: 3; g; f",
                "reduce .[] as $i (0; . + $i)",
                "foreach .[] as $i (0; . + $i; [$i, .])",
                "label $out | .[] | if . == 1 then break $out else . end",
                "if .a then 1 elif .b then 2 else 3 end",
                "try error(\"x\") catch .",
                ".a // empty | select(. > 1)",
                "@base64 \"x\\(.a)\"",
                "\"\\(\"a\" + \"b\\(.c)\")\"",
                "[.[] | {if: .then, def: .end, and: 1}]",
                ".if.then.else",
                "to_entries | map(select(.key | startswith(\"a\"))) | from_entries",
                "map_values(. + 1) | keys | length",
                "[.[] | .name] | sort | unique | join(\", \")",
                "test(\"a\"; \"i\") and (capture(\"(?<n>x)\") | .n) or not",
                "gsub(\"\\\\s+\"; \" \") | ascii_downcase | ltrimstr(\"x\")",
                "limit(3; .[]) , first(.[]), (.a | tojson | fromjson)",
                ".a |= . + 1 | .b += 1 | del(.c) | .d //= 3",
                "[range(0; 10; 2)] | add"
            })
    void programs_of_the_manual_are_taken(String jq) {
        assertThat(load(jq, Map.of())).isEmpty();
    }

    /** Also where jq comes from elsewhere than a step of a file. */
    @ParameterizedTest
    @ValueSource(
            strings = {"env", "env.PATH", "$ENV", "$ENV.PATH", "input", "import \"x\" as x; .", "include \"x\"; ."})
    void jq_itself_cannot_read_the_environment_or_a_file(String jq) {
        Expression expression = context.resolveLanguage("jq").createExpression(jq);
        expression.init(context);
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody("{}");

        assertThatThrownBy(() -> expression.evaluate(exchange, Object.class)).isInstanceOf(RuntimeCamelException.class);
    }

    private List<Problem> load(String jq, Map<String, String> values) {
        Map<String, String> all = new TreeMap<>(values);
        all.put("camel.component.kamelet.location", "file:kamelets");
        String yaml = "- route:\n    id: a\n    from:\n      uri: direct:a\n      steps:\n        - setBody:\n"
                + "            jq:\n              expression: |-\n                " + jq + "\n";
        return new SinkFiles(context, all, key -> null).load(new RouteFile("my.camel.yaml", yaml));
    }

    private byte[] send(String body) {
        try (var producer = context.createProducerTemplate()) {
            Exchange sent = producer.send("direct:a", exchange -> {
                exchange.getMessage().setBody(body.getBytes(UTF_8));
                exchange.getMessage().setHeader("CamelCloudEventNamespace", "ci");
            });
            assertThat(sent.getException()).isNull();
            return sent.getMessage().getBody(byte[].class);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
