package io.github.tektoncourier.demo.receivers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The local receivers answer as the real ones do, and every delivery is one readable line. */
class ReceiversTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String GOOD =
            "{\"text\":\"build-api failed\",\"blocks\":[{\"type\":\"header\",\"text\":{\"type\":\"plain_text\",\"text\":\"build-api failed\"}}]}";

    @Test
    void a_delivered_event_is_one_readable_line() throws Exception {
        List<Received> heard = new CopyOnWriteArrayList<>();
        try (EventReceiver receiver = EventReceiver.start(0, heard::add)) {
            post(
                    receiver.url() + "/events",
                    "{}",
                    Map.of(
                            "ce-type", "dev.tekton.event.pipelinerun.failed.v1",
                            "ce-subject", "build-api-x7k2",
                            "ce-namespace", "ci",
                            "ce-outcome", "failure"));
        }

        assertThat(heard).hasSize(1);
        assertThat(DeliveryLine.ofHttp("http", heard.get(0)).line())
                .matches("\\d\\d:\\d\\d:\\d\\d  http   pipelinerun failed +ci/build-api-x7k2  \\(failure\\) → 202");
    }

    @Test
    void a_structured_event_is_read_from_its_body() {
        Received received = new Received(
                Instant.now(),
                "POST",
                "/",
                Map.of("content-type", List.of("application/cloudevents+json")),
                "{\"type\":\"dev.tekton.event.taskrun.queued.v1\",\"subject\":\"a\",\"namespace\":\"ci\"}"
                        .getBytes(StandardCharsets.UTF_8),
                202);

        assertThat(DeliveryLine.ofHttp("http", received).line()).contains("taskrun queued", "ci/a");
    }

    @Test
    void text_from_a_run_never_steers_the_terminal() {
        DeliveryLine delivery = new DeliveryLine(Instant.now(), "slack", "evil\u001b[2J\r\nfake line", "", "", "ok");

        assertThat(delivery.line()).doesNotContain("\u001b", "\n", "\r");
    }

    @Test
    void a_receiver_answers_as_told() throws Exception {
        try (EventReceiver receiver = EventReceiver.start(0)) {
            receiver.answer(Answer.tooMany(7));

            HttpResponse<String> response = post(receiver.url(), "{}", Map.of());

            assertThat(response.statusCode()).isEqualTo(429);
            assertThat(response.headers().firstValue("Retry-After")).hasValue("7");
            assertThat(receiver.received()).hasSize(1);
        }
    }

    @Test
    void the_webhook_takes_a_good_message_and_refuses_a_long_header() throws Exception {
        try (SlackLookalike slack = SlackLookalike.start(0)) {
            HttpResponse<String> good = post(slack.webhookUrl(), GOOD, Map.of());
            HttpResponse<String> bad =
                    post(slack.webhookUrl(), GOOD.replace("build-api failed\"}", "x".repeat(151) + "\"}"), Map.of());

            assertThat(good.body()).isEqualTo("ok");
            assertThat(bad.statusCode()).isEqualTo(400);
            assertThat(bad.body()).isEqualTo("invalid_blocks");
            assertThat(slack.messages()).hasSize(1);
            assertThat(DeliveryLine.ofSlack("slack", slack.received().get(0)).line())
                    .endsWith("slack  build-api failed → ok");
        }
    }

    @Test
    void the_web_api_says_what_slack_says() throws Exception {
        try (SlackLookalike slack = SlackLookalike.start(0)) {
            String toCi = GOOD.replaceFirst("\\{", "{\"channel\":\"#ci\",");
            Map<String, String> bearer = Map.of("Authorization", "Bearer " + SlackLookalike.TOKEN);
            String url = slack.apiUrl() + "/chat.postMessage";

            assertThat(post(url, toCi, bearer).body()).contains("\"ok\":true", "\"ts\":\"", "\"channel\":\"#ci\"");
            assertThat(post(url, toCi.replace("#ci", "#nowhere"), bearer).body())
                    .contains("channel_not_found");
            assertThat(post(url, toCi, Map.of("Authorization", "Bearer x")).body())
                    .contains("invalid_auth");
            assertThat(post(url, toCi, Map.of()).body()).contains("not_authed");
            assertThat(post(url, toCi.replace("\"header\"", "\"marquee\""), bearer)
                            .body())
                    .contains("invalid_blocks");
            slack.rateLimit(1, 3);
            assertThat(post(url, toCi, bearer).headers().firstValue("Retry-After"))
                    .hasValue("3");
            assertThat(post(url, toCi, bearer).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void the_report_says_whether_the_books_balance() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DemoReport report = new DemoReport(new PrintStream(bytes, true, StandardCharsets.UTF_8));

        boolean good = report.close(List.of(new Balance("http", 10, 8, 2, 0, 0, 0)));
        boolean bad = report.close(List.of(new Balance("slack", 10, 8, 1, 0, 0, 0)));

        assertThat(good).isTrue();
        assertThat(bad).isFalse();
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .contains("The books balance", "slack do NOT balance: 10 appended, but 9");
    }

    private static HttpResponse<String> post(String url, String body, Map<String, String> headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }
}
