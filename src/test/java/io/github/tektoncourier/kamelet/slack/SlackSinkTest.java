package io.github.tektoncourier.kamelet.slack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.cloudevent.HeaderNames;
import io.github.tektoncourier.kamelet.Receiver;
import io.github.tektoncourier.kamelet.SinkTestSupport;
import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.run.KnownRun;
import io.github.tektoncourier.run.Scope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Slack Kamelet against a server that answers as Slack does. */
class SlackSinkTest extends SinkTestSupport {

    private static final ObjectMapper JSON = new ObjectMapper();
    private final Receiver slack = new Receiver();

    @AfterEach
    void closeReceiver() {
        slack.close();
    }

    @Test
    void a_webhook_gets_the_message_with_the_failed_step_of_a_known_child() throws Exception {
        JsonNode state = state("pipelinerun-failed");
        context.getRegistry().bind("journal", new Children(state.path("children")));
        context.getPropertiesComponent()
                .addInitialProperty(
                        "courier.run-url", "https://tekton.example.com/#/namespaces/{namespace}/{resource}/{name}");
        slack.answer(200, Map.of(), "ok");
        loadSink("tekton-slack-sink", Map.of("webhookUrl", slack.url("/services/T0/B0/s3cret")));

        Exchange sent = send(state);

        assertThat(sent.getException()).isNull();
        Receiver.Request request = slack.requests.get(0);
        assertThat(request.target()).isEqualTo("/services/T0/B0/s3cret");
        assertThat(request.header("Content-Type")).isEqualTo("application/json; charset=UTF-8");
        assertThat(request.headers().keySet()).noneMatch(name -> name.startsWith("Camel") || name.startsWith("Ce-"));
        assertThat(JSON.readTree(request.body())).isEqualTo(state.path("message"));
        assertThat(sent.getMessage().getHeaders()).isEqualTo(headers(state));
        assertThat(sent.getMessage().getBody()).isEqualTo(JSON.writeValueAsBytes(state.path("data")));
    }

    @Test
    void a_token_posts_to_the_channel_through_the_web_api() throws Exception {
        slack.answer(200, Map.of("Content-Type", "application/json"), "{\"ok\":true,\"ts\":\"1.2\"}");
        withToken();

        Exchange sent = send(state("pipelinerun-succeeded"));

        assertThat(sent.getException()).isNull();
        Receiver.Request request = slack.requests.get(0);
        assertThat(request.target()).isEqualTo("/api/chat.postMessage");
        assertThat(request.header("Authorization")).isEqualTo("Bearer xoxb-s3cret");
        assertThat(JSON.readTree(request.body()).path("channel").asText()).isEqualTo("#ci");
    }

    /** Camel before 4.22 encodes what a Pipe gives (docs/decisions/0033). */
    @Test
    void quiet_hours_of_a_pipe_are_read() throws Exception {
        slack.answer(200, Map.of("Content-Type", "application/json"), "{\"ok\":true,\"ts\":\"1.2\"}");
        loadSink(
                "tekton-slack-sink",
                Map.of(
                        "token",
                        "xoxb-s3cret",
                        "channel",
                        "#ci",
                        "apiUrl",
                        slack.url("/api"),
                        "quietHours",
                        "22%3A00-07%3A00+Europe%2FBerlin"));

        Exchange sent = send(state("pipelinerun-succeeded"));

        assertThat(sent.getException()).isNull();
        assertThat(slack.requests).hasSize(1);
    }

    @Test
    void an_event_of_another_program_says_what_it_has() throws Exception {
        slack.answer(200, Map.of(), "ok");
        loadSink("tekton-slack-sink", Map.of("webhookUrl", slack.url("/services/T0/B0/s3cret")));

        Exchange sent = send(
                Map.of(
                        HeaderNames.of("id"), "17",
                        HeaderNames.of("type"), "com.example.order.created",
                        HeaderNames.of("source"), "/shop",
                        HeaderNames.of("subject"), "order <17>",
                        HeaderNames.of("time"), "2026-11-30T09:00:00Z"),
                "{\"total\":3}".getBytes(UTF_8));

        assertThat(sent.getException()).isNull();
        JsonNode message = JSON.readTree(slack.requests.get(0).body());
        assertThat(message.path("text").asText())
                .isEqualTo("ℹ️ com.example.order.created about order &lt;17&gt; from /shop");
        assertThat(message.at("/blocks/0/text/text").asText())
                .isEqualTo("ℹ️ *com.example.order.created* · about `order &lt;17&gt;` · from `/shop` · id `17`");
        assertThat(message.at("/blocks/1/elements/0/text").asText()).contains("2026-11-30T09:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({
        "channel_not_found, false", "is_archived, false", "invalid_auth, false", "token_revoked, false",
        "not_in_channel, false", "invalid_blocks, true", "msg_too_long, true", "no_text, true",
        "internal_error, false", "never_heard_of, false", "ratelimited, false"
    })
    void ok_false_is_a_failure_and_its_name_says_whether_for_good(String error, boolean forGood) throws Exception {
        slack.answer(200, Map.of(), "{\"ok\":false,\"error\":\"" + error + "\"}");
        withToken();

        Exchange sent = send(state("pipelinerun-failed"));

        assertThat(sent.getException()).isInstanceOfSatisfying(SlackRefusedException.class, refused -> {
            assertThat(refused.error()).isEqualTo(error);
            assertThat(refused.forGood()).isEqualTo(forGood);
            assertThat(refused.retryAfterSeconds()).isEqualTo(error.equals("ratelimited") ? 30 : 0);
            assertThat(refused).hasMessageContaining(error).message().doesNotContain("s3cret");
        });
        assertThat(slack.requests).hasSize(1);
    }

    @Test
    void too_many_messages_say_how_long_to_wait() throws Exception {
        slack.answer(429, Map.of("Retry-After", "17"), "{\"ok\":false,\"error\":\"ratelimited\"}");
        withToken();

        Exchange sent = send(state("pipelinerun-failed"));

        assertThat(sent.getException()).isInstanceOfSatisfying(SlackRefusedException.class, refused -> {
            assertThat(refused.forGood()).isFalse();
            assertThat(refused.retryAfterSeconds()).isEqualTo(17);
        });
        assertThat(slack.requests).hasSize(1);
    }

    @Test
    void a_webhooks_error_is_known_by_its_plain_text() throws Exception {
        slack.answer(400, Map.of(), "invalid_payload");
        loadSink("tekton-slack-sink", Map.of("webhookUrl", slack.url("/services/T0/B0/s3cret")));

        Exchange sent = send(state("pipelinerun-failed"));

        assertThat(sent.getException())
                .isInstanceOfSatisfying(SlackRefusedException.class, refused -> assertThat(refused.forGood())
                        .isTrue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "x-gzip", "GZip", "deflate", "raw deflate", "identity"})
    void a_packed_answer_is_read(String encoding) throws Exception {
        String header = encoding.replace("raw ", "");
        slack.answer(200, Map.of("Content-Encoding", header), packed(encoding, "{\"ok\":false,\"error\":\"no_text\"}"));
        slack.answer(200, Map.of("Content-Encoding", header), packed(encoding, "{\"ok\":true}"));
        withToken();

        assertThat(send(state("pipelinerun-failed")).getException())
                .isInstanceOfSatisfying(SlackRefusedException.class, refused -> assertThat(refused.error())
                        .isEqualTo("no_text"));
        assertThat(send(state("pipelinerun-failed")).getException()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd", "gzip, gzip"})
    void an_answer_packed_by_what_is_not_read_says_so(String encoding) throws Exception {
        slack.answer(200, Map.of("Content-Encoding", encoding), "{\"ok\":true}");
        withToken();

        Exchange sent = send(state("pipelinerun-failed"));

        assertThat(sent.getException())
                .isInstanceOfSatisfying(SlackRefusedException.class, refused -> assertThat(refused.forGood())
                        .isFalse())
                .hasMessageContaining("packed by \"" + encoding + "\"");
    }

    private static byte[] packed(String encoding, String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out =
                switch (encoding.toLowerCase(Locale.ROOT)) {
                    case "deflate" -> new DeflaterOutputStream(packed);
                    case "raw deflate" -> new DeflaterOutputStream(packed, new Deflater(Deflater.BEST_SPEED, true));
                    case "identity" -> packed;
                    default -> new GZIPOutputStream(packed);
                }) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return packed.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 204, 302, 500, 503})
    void an_answer_that_is_not_slacks_is_no_delivery_but_may_become_one(int status) throws Exception {
        slack.answer(
                status, Map.of("Location", "http://localhost:1/"), status == 204 ? "" : "<html>log in first</html>");
        withToken();

        Exchange sent = send(state("pipelinerun-failed"));

        assertThat(sent.getException()).isInstanceOfSatisfying(SlackRefusedException.class, refused -> {
            assertThat(refused.forGood()).isFalse();
            assertThat(refused).hasMessageContaining("HTTP " + status);
        });
    }

    @Test
    void a_template_makes_the_message_of_the_story() throws Exception {
        slack.answer(200, Map.of(), "ok");
        JsonNode state = state("pipelinerun-failed");
        context.getRegistry().bind("journal", new Children(state.path("children")));
        String template =
                """
                [{type: 'section', text: "\\(.name) \\(.state): \\(.failed[0].step) \\(.failed[0].exitCode)"}] + .blocks[3:]"""
                        .replace("'", "\"")
                        .replace("\\", "\\\\")
                        .replace("\"", "\\\"");
        loadSink("tekton-slack-sink", Map.of("webhookUrl", slack.url("/services/T0/B0/s3cret"), "template", template));

        Exchange sent = send(state);

        assertThat(sent.getException()).isNull();
        JsonNode message = JSON.readTree(slack.requests.get(0).body());
        assertThat(message.at("/blocks/0/text/text").asText()).isEqualTo("build-api-x7k2 failed: run-tests 1");
        assertThat(message.at("/blocks/1/text/text")).isEqualTo(state.at("/message/blocks/3/text/text"));
        assertThat(message.path("text")).isEqualTo(state.at("/message/text"));
    }

    @Test
    void where_a_template_fails_the_couriers_own_message_is_sent() throws Exception {
        slack.answer(200, Map.of(), "ok");
        JsonNode state = state("pipelinerun-failed");
        context.getRegistry().bind("journal", new Children(state.path("children")));
        loadSink(
                "tekton-slack-sink", Map.of("webhookUrl", slack.url("/services/T0/B0/s3cret"), "template", ".name[0]"));

        send(state);

        assertThat(JSON.readTree(slack.requests.get(0).body()).path("text")).isEqualTo(state.at("/message/text"));
    }

    @Test
    void half_an_address_is_refused_at_start() {
        assertThatThrownBy(() -> loadSink("tekton-slack-sink", Map.of("token", "xoxb-s3cret")))
                .hasStackTraceContaining("needs either webhookUrl, or token and channel");
        assertThatThrownBy(() -> loadSink("tekton-slack-sink", Map.of()))
                .hasStackTraceContaining("needs either webhookUrl, or token and channel");
    }

    @Test
    void a_link_that_is_not_http_is_refused_at_start() {
        context.getPropertiesComponent().addInitialProperty("courier.run-url", "javascript:alert(1)");

        assertThatThrownBy(this::withToken).hasStackTraceContaining("must begin with http");
    }

    @Test
    void tasks_too_large_to_read_are_counted_and_the_others_are_told() throws Exception {
        ObjectNode state = (ObjectNode) state("pipelinerun-failed");
        ArrayNode children = (ArrayNode) state.path("children");
        ObjectNode large = children.path(0).deepCopy();
        large.put("padding", "x".repeat(3_000_000));
        children.insert(0, large);
        ArrayNode references =
                ((ObjectNode) state.path("data").path("pipelineRun").path("status")).putArray("childReferences");
        children.forEach(child -> references.addObject().put("kind", "TaskRun"));
        context.getRegistry().bind("journal", new Children(children));
        slack.answer(200, Map.of(), "ok");
        loadSink("tekton-slack-sink", Map.of("webhookUrl", slack.url("/services/T0/B0/s3cret")));

        Exchange sent = send(state);

        assertThat(sent.getException()).isNull();
        assertThat(new String(slack.requests.get(0).body(), UTF_8)).contains("… and 1 more");
    }

    /** An owner's UID in another namespace's run is what its author writes. */
    @Test
    void a_run_of_another_namespace_that_claims_to_be_a_child_is_not_told() throws Exception {
        ObjectNode state = (ObjectNode) state("pipelinerun-failed");
        ArrayNode children = (ArrayNode) state.path("children");
        ObjectNode foreign = children.path(0).deepCopy();
        ((ObjectNode) foreign.findParent("namespace"))
                .put("namespace", "another")
                .put("name", "of-another-tenant");
        children.removeAll().add(foreign);
        context.getRegistry().bind("journal", new Children(children));
        slack.answer(200, Map.of(), "ok");
        loadSink("tekton-slack-sink", Map.of("webhookUrl", slack.url("/services/T0/B0/s3cret")));

        Exchange sent = send(state);

        String message = new String(slack.requests.get(0).body(), UTF_8);
        assertThat(sent.getException()).isNull();
        assertThat(foreign.toString()).contains("\"message\":");
        assertThat(message).doesNotContain("of-another-tenant");
        assertThat(JSON.readTree(message)).isNotEqualTo(state.path("message"));
    }

    private void withToken() throws Exception {
        loadSink("tekton-slack-sink", Map.of("token", "xoxb-s3cret", "channel", "#ci", "apiUrl", slack.url("/api/")));
    }

    private Exchange send(JsonNode state) throws IOException {
        return send(headers(state), JSON.writeValueAsBytes(state.path("data")));
    }

    private static Map<String, Object> headers(JsonNode state) {
        Map<String, Object> headers = new HashMap<>();
        state.path("attributes")
                .properties()
                .forEach(e ->
                        headers.put(HeaderNames.of(e.getKey()), e.getValue().asText()));
        return headers;
    }

    private static JsonNode state(String name) throws IOException {
        return JSON.readTree(Path.of("src/test/resources/slack", name + ".json").toFile());
    }

    /** A journal that knows these runs' snapshots. */
    private record Children(JsonNode snapshots) implements Known {
        @Override
        public Position position(Scope scope) {
            return Position.NONE;
        }

        @Override
        public Set<String> told(String uid) {
            return Set.of();
        }

        @Override
        public Optional<byte[]> latest(String uid) {
            return Optional.empty();
        }

        @Override
        public List<byte[]> children(String pipelineRunUid, int limit, int bytes) {
            List<byte[]> children = new ArrayList<>();
            int left = bytes;
            for (JsonNode snapshot : snapshots) {
                byte[] child = snapshot.toString().getBytes(UTF_8);
                if (child.length <= left) {
                    children.add(child);
                    left -= child.length;
                }
            }
            return children;
        }

        @Override
        public Optional<KnownRun> ofPod(String namespace, String podName) {
            return Optional.empty();
        }

        @Override
        public void live(Scope scope, Consumer<KnownRun> each) {}

        @Override
        public Optional<Instant> reached(Scope scope) {
            return Optional.empty();
        }
    }
}
