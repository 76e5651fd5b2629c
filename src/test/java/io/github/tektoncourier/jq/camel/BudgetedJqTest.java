package io.github.tektoncourier.jq.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.tektoncourier.jq.JqBudgetException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.ExpressionIllegalSyntaxException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class BudgetedJqTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long MOST_CPU = 5_000_000_000L;
    private static final long MOST_BYTES = 96L * 1024 * 1024;
    private static CamelContext context;

    @BeforeAll
    static void begin() {
        context = new DefaultCamelContext();
        context.start();
    }

    @AfterAll
    static void end() {
        context.stop();
    }

    @TestFactory
    Stream<DynamicTest> programs_within_their_budget_give_what_camels_jq_gives() throws IOException {
        return rows("good")
                .map(row -> DynamicTest.dynamicTest(row.asText(), () -> {
                    JsonNode expected = evaluated("jq", row.asText());

                    JsonNode given = evaluated(BudgetedJqLanguage.NAME, row.asText());

                    assertThat(given).isEqualTo(expected);
                }));
    }

    @TestFactory
    Stream<DynamicTest> a_program_beyond_its_budget_ends_soon_and_for_good() throws IOException {
        return rows("hostile")
                .map(row -> DynamicTest.dynamicTest(name(row), () -> {
                    com.sun.management.ThreadMXBean threads =
                            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
                    long cpu = threads.getCurrentThreadCpuTime();
                    long bytes = threads.getCurrentThreadAllocatedBytes();

                    assertThatThrownBy(() -> evaluated(BudgetedJqLanguage.NAME, program(row)))
                            .isInstanceOfSatisfying(JqBudgetException.class, over -> assertThat(over.forGood())
                                    .isTrue());

                    long spent = threads.getCurrentThreadCpuTime() - cpu;
                    long taken = threads.getCurrentThreadAllocatedBytes() - bytes;
                    if (Boolean.getBoolean("courier.figures")) {
                        System.out.printf("%6d ms %5d MiB %s%n", spent / 1_000_000, taken >> 20, name(row));
                    }
                    assertThat(spent).as("CPU").isLessThan(MOST_CPU);
                    assertThat(taken).as("bytes").isLessThan(MOST_BYTES);
                }));
    }

    @TestFactory
    Stream<DynamicTest> what_reads_the_machine_or_has_no_bound_is_not_there() throws IOException {
        return rows("absent")
                .map(row -> DynamicTest.dynamicTest(
                        row.asText(), () -> assertThatThrownBy(() -> evaluated(BudgetedJqLanguage.NAME, row.asText()))
                                .isNotInstanceOf(JqBudgetException.class)
                                .isInstanceOf(RuntimeException.class)));
    }

    /** Reading as well as running recurses; on a thread as small as one that delivers, no error may come out of either. */
    @TestFactory
    Stream<DynamicTest> a_program_too_deep_for_the_stack_ends_in_words() throws IOException {
        return rows("deep")
                .map(row -> DynamicTest.dynamicTest(name(row), () -> {
                    AtomicReference<@Nullable Throwable> end = new AtomicReference<>();
                    Thread small = new Thread(
                            null,
                            () -> {
                                try {
                                    evaluated(BudgetedJqLanguage.NAME, program(row));
                                } catch (Throwable e) {
                                    end.set(e);
                                }
                            },
                            "small",
                            512 * 1024);
                    small.start();
                    small.join();

                    if (end.get() != null) {
                        assertThat(end.get())
                                .isInstanceOfAny(JqBudgetException.class, ExpressionIllegalSyntaxException.class);
                    }
                }));
    }

    private static String name(JsonNode row) {
        String text = row.isTextual() ? row.asText() : row.toString();
        return text.length() > 100 ? text.substring(0, 100) + "…" : text;
    }

    /** A text, or one with a part that is repeated. */
    private static String program(JsonNode row) {
        return row.isTextual()
                ? row.asText()
                : row.path("before").asText("")
                        + row.path("part").asText().repeat(row.path("times").asInt())
                        + row.path("behind").asText("")
                        + row.path("end").asText("").repeat(row.path("times").asInt());
    }

    private static JsonNode evaluated(String language, String program) {
        Expression expression = context.resolveLanguage(language).createExpression("[" + program + "\n]");
        expression.init(context);
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setHeader("CamelCloudEventType", "dev.tekton.event.taskrun.failed.v1");
        exchange.getMessage()
                .setBody(
                        """
                        {"taskRun":{"metadata":{"name":"build","namespace":"team-a","labels":{"b":"2","a":"1"}},
                         "status":{"conditions":[{"type":"Succeeded","status":"False","reason":"Failed","message":"it \\"failed\\""}],
                          "steps":[{"name":"one","exit":0},{"name":"two","exit":1},{"name":"three","exit":1}]}}}""");
        return JSON.valueToTree(expression.evaluate(exchange, Object.class));
    }

    private static Stream<JsonNode> rows(String part) throws IOException {
        try (InputStream table = BudgetedJqTest.class.getResourceAsStream("/jq/programs.yaml")) {
            return StreamSupport.stream(
                    new YAMLMapper().readTree(table).path(part).spliterator(), false);
        }
    }
}
