package io.github.tektoncourier.demo.receivers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.demo.Json;
import io.github.tektoncourier.demo.MalformedJsonException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A local server that answers as Slack does: an incoming webhook and {@code chat.postMessage}. */
public final class SlackLookalike implements AutoCloseable {
    /** The bot token it knows. */
    public static final String TOKEN = "xoxb-demo";

    private static final String WEBHOOK = "/services/T000/B000/demo";

    private final EventReceiver receiver;
    private final Set<String> channels = ConcurrentHashMap.newKeySet();
    private final AtomicInteger tooMany = new AtomicInteger();
    private final AtomicLong posted = new AtomicLong();
    private volatile int retryAfter = 1;

    private SlackLookalike(int port, Consumer<Received> listener) {
        channels.addAll(List.of("#ci", "C0DEMO"));
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

    /** Adds a channel that can be posted to; {@code #ci} is there from the start. */
    public void addChannel(String name) {
        channels.add(name);
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
        if (request.path().equals("/api/chat.postMessage")) {
            return Answer.json(200, postMessage(request).toString());
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

    private ObjectNode postMessage(Received request) {
        String authorization = request.header("authorization").orElse("");
        if (!authorization.startsWith("Bearer ")) {
            return refused("not_authed");
        }
        if (!authorization.equals("Bearer " + TOKEN)) {
            return refused("invalid_auth");
        }
        ObjectNode message;
        try {
            message = Json.parse(request.body());
        } catch (MalformedJsonException e) {
            return refused("invalid_json");
        }
        if (!channels.contains(Json.text(message, "channel"))) {
            return refused("channel_not_found");
        }
        List<String> problems = BlockKit.problems(message);
        if (!problems.isEmpty()) {
            ObjectNode refused = refused(code(problems));
            problems.forEach(refused.withObject("/response_metadata").withArray("messages")::add);
            return refused;
        }
        String ts = String.format(Locale.ROOT, "%d.%06d", request.at().getEpochSecond(), posted.incrementAndGet());
        ObjectNode answer = Json.object()
                .put("ok", true)
                .put("channel", Json.text(message, "channel"))
                .put("ts", ts);
        answer.set("message", message);
        return answer;
    }

    private static String code(List<String> problems) {
        return problems.get(0).replaceFirst(":.*", "");
    }

    private static ObjectNode refused(String error) {
        return Json.object().put("ok", false).put("error", error);
    }
}
