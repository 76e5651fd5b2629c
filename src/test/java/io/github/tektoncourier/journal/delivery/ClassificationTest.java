package io.github.tektoncourier.journal.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.tektoncourier.cloudevent.Refusal;
import io.github.tektoncourier.journal.FakeClock;
import io.github.tektoncourier.journal.Outcome;
import io.github.tektoncourier.journal.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClassificationTest {

    private final Classification classification = new Classification(new FakeClock());

    static List<JsonNode> outcomes() throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        new YAMLMapper()
                .readTree(Objects.requireNonNull(
                        ClassificationTest.class.getResourceAsStream("/journal/classification.yaml")))
                .forEach(rows::add);
        return rows;
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void each_outcome_means_what_the_table_says(JsonNode row) throws Exception {
        Throwable failure = new CamelExecutionException("wrapped", null, failure(row));

        Verdict verdict = classification.of(failure);

        assertThat(verdict.forGood()).isEqualTo(row.path("means").asText().equals("dead"));
        assertThat(verdict.answered()).isEqualTo(row.path("answered").asBoolean());
        assertThat(verdict.retryAfterMillis()).isEqualTo(row.path("wait").asLong(0) * 1000);
        assertThat(verdict.answer()).isNotBlank();
    }

    private static Throwable failure(JsonNode row) throws Exception {
        if (row.has("http")) {
            Map<String, String> headers = row.has("retryAfter")
                    ? Map.of("Retry-After", row.path("retryAfter").asText())
                    : Map.of();
            return http(row.path("http").asInt(), headers, "no");
        }
        if (row.has("refusal")) {
            return new Refused(
                    row.at("/refusal/retryAfterSeconds").asInt(),
                    row.at("/refusal/forGood").asBoolean());
        }
        return (Throwable) Class.forName(row.path("exception").asText())
                .getConstructor(String.class)
                .newInstance("it says no");
    }

    private static HttpOperationFailedException http(int status, Map<String, String> headers, String body) {
        return new HttpOperationFailedException(
                "https://user:hunter2@ci.example.com/secret/path?token=abc", status, "Reason", null, headers, body);
    }

    private static final class Refused extends RuntimeException implements Refusal {
        private final int seconds;
        private final boolean forGood;

        Refused(int seconds, boolean forGood) {
            super("slack says no");
            this.seconds = seconds;
            this.forGood = forGood;
        }

        @Override
        public int retryAfterSeconds() {
            return seconds;
        }

        @Override
        public boolean forGood() {
            return forGood;
        }
    }

    /** Slack answers 200 and {@code ok: false}: the send ended well, and the Kamelet reads the refusal behind it. */
    @Test
    void a_refusal_that_is_read_behind_a_send_is_the_sinks_and_no_failure_of_the_route() {
        Throwable refused = new CamelExecutionException("wrapped", null, new Refused(0, false));

        Verdict verdict = classification.of(new Outcome.Failed(refused, true));

        assertThat(verdict.byRoute()).isFalse();
        assertThat(verdict.answered()).isTrue();
        assertThat(verdict.outcome()).isEqualTo("failed");
    }

    @Test
    void what_fails_in_the_routes_own_steps_is_the_routes() {
        Verdict verdict = classification.of(new Outcome.Failed(new IllegalStateException("no such field"), true));

        assertThat(verdict.byRoute()).isTrue();
    }

    @Test
    void an_answer_is_one_line_without_addresses_and_credentials() {
        Verdict verdict = classification.of(http(
                400,
                Map.of(),
                "bad\r\n\u001b[31mFAKE LOG LINE at https://u:pw@ci.example.com/hook/s3cr3t?x=1 Authorization: Bearer"
                        + " abcdefghijk, token=\"s3cr3t\""));

        assertThat(verdict.answer())
                .startsWith("HTTP 400 Reason: bad")
                .contains("https://ci.example.com")
                .doesNotContain("\n", "\r", "\u001b", "s3cr3t", "pw@", "abcdefghijk", "hunter2");
    }

    @Test
    void an_endless_answer_is_cut() {
        Verdict verdict = classification.of(http(400, Map.of(), "x".repeat(10_000_000)));

        assertThat(verdict.answer().length()).isBetween(1_000, 2_048);
    }
}
