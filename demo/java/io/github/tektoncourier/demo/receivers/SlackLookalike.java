package io.github.tektoncourier.demo.receivers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.demo.Json;
import io.github.tektoncourier.demo.MalformedJsonException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A local server that answers as Slack does: an incoming webhook and the Web API of {@link SlackWorkspace}. */
public final class SlackLookalike implements AutoCloseable {
    /** The bot token it knows. */
    public static final String TOKEN = "xoxb-demo";

    private static final String WEBHOOK = "/services/T000/B000/demo";
    private static final String API = "/api/";

    private final EventReceiver receiver;
    private final SlackWorkspace workspace = new SlackWorkspace(Clock.systemUTC()::millis);
    private final AtomicInteger tooMany = new AtomicInteger();
    private volatile int retryAfter = 1;

    private SlackLookalike(int port, Consumer<Received> listener) {
        receiver = EventReceiver.start(port, listener);
        receiver.answers(this::answer);
    }

    /** Starts on 127.0.0.1; the listener is called once per answered request, refused ones too. */
    public static SlackLookalike start(int port, Consumer<Received> listener) {
        return new SlackLookalike(port, listener);
    }

    public static SlackLookalike start(int port) {
        return start(port, r -> {});
    }

    /** The address of its incoming webhook. */
    public String webhookUrl() {
        return receiver.url() + WEBHOOK;
    }

    /** The base of its Web API, in place of {@code https://slack.com/api}. */
    public String apiUrl() {
        return receiver.url() + "/api";
    }

    /** What its Web API has done; {@code #ci} is a channel of it from the start. */
    public SlackWorkspace workspace() {
        return workspace;
    }

    /** Refuses the next requests with 429. */
    public void rateLimit(int requests, int retryAfterSeconds) {
        retryAfter = retryAfterSeconds;
        tooMany.set(requests);
    }

    /** Every request so far, refused ones too. */
    public List<Received> received() {
        return receiver.received();
    }

    /** The messages that Slack would have shown. */
    public List<JsonNode> messages() {
        return received().stream()
                .filter(r -> r.status() == 200)
                .map(r -> (JsonNode) Json.parse(r.body()))
                .filter(m -> BlockKit.problems(m).isEmpty())
                .toList();
    }

    /** Stops listening; {@link #up()} brings it back on the same port. */
    public void down() {
        receiver.down();
    }

    public void up() {
        receiver.up();
    }

    @Override
    public void close() {
        receiver.close();
    }

    private Answer answer(Received request) {
        if (tooMany.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            return Answer.tooMany(retryAfter);
        }
        if (!request.method().equals("POST")) {
            return Answer.text(405, "method_not_allowed");
        }
        if (request.path().equals(WEBHOOK)) {
            return webhook(request);
        }
        if (request.path().startsWith(API)) {
            return call(request.path().substring(API.length()), request);
        }
        return Answer.text(404, request.path().startsWith("/services/") ? "no_service" : "not_found");
    }

    private Answer webhook(Received request) {
        try {
            List<String> problems = BlockKit.problems(Json.parse(request.body()));
            return problems.isEmpty() ? Answer.text(200, "ok") : Answer.text(400, code(problems));
        } catch (MalformedJsonException e) {
            return Answer.text(400, "invalid_payload");
        }
    }

    private Answer call(String method, Received request) {
        String authorization = request.header("authorization").orElse("");
        if (!authorization.equals("Bearer " + TOKEN)) {
            return Answer.json(
                    200,
                    refused(authorization.startsWith("Bearer ") ? "invalid_auth" : "not_authed")
                            .toString());
        }
        ObjectNode arguments;
        try {
            arguments = request.header("content-type").orElse("").startsWith("application/json")
                    ? Json.parse(request.body())
                    : form(request.text());
        } catch (MalformedJsonException e) {
            return Answer.json(200, refused("invalid_json").toString());
        }
        ObjectNode answer = workspace.call(method, arguments);
        return Json.text(answer, "error").equals("ratelimited")
                ? new Answer(429, Map.of("Retry-After", "1"), answer.toString(), Duration.ZERO, false)
                : Answer.json(200, answer.toString());
    }

    private static ObjectNode form(String text) {
        ObjectNode arguments = Json.object();
        for (String field : text.split("&", -1)) {
            String[] parts = field.split("=", 2);
            arguments.put(parts[0], URLDecoder.decode(parts[parts.length - 1], StandardCharsets.UTF_8));
        }
        return arguments;
    }

    private static String code(List<String> problems) {
        return problems.get(0).replaceFirst(":.*", "");
    }

    private static ObjectNode refused(String error) {
        return Json.object().put("ok", false).put("error", error);
    }
}
