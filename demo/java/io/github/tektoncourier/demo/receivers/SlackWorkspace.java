package io.github.tektoncourier.demo.receivers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.demo.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What Slack's Web API does with messages, as its reference says: post, edit, history, replies, and its refusals. Time is
 * in milliseconds. Answers are those of HTTP 200, but for {@code ratelimited}, which comes with 429.
 */
public final class SlackWorkspace {

    /** A message as people see it; {@code edits} says when it was edited. */
    public record Message(String channel, String ts, String thread, JsonNode body, List<Long> edits) {}

    private final LongSupplier clock;
    private final Map<String, String> channels = new LinkedHashMap<>();
    private final List<Message> messages = new ArrayList<>();
    private final Deque<String> refusals = new ArrayDeque<>();
    private final Map<String, Long> lastPost = new HashMap<>();
    private boolean history = true;
    private long pace;
    private long posted;

    public SlackWorkspace(LongSupplier clock) {
        this.clock = clock;
        addChannel("#ci", "C0DEMO0");
    }

    /** Adds a channel that the bot is in. */
    public synchronized void addChannel(String name, String id) {
        channels.put(name, id);
    }

    /** Whether the token has the scopes that reading takes. */
    public synchronized void historyScope(boolean granted) {
        history = granted;
    }

    /** Refuses a second message to one channel within so many milliseconds, as Slack may; 0 never does. */
    public synchronized void pace(long millis) {
        pace = millis;
    }

    /** Answers the next calls with these errors, one each; {@code fatal_error} does what was asked for all the same. */
    public synchronized void refuse(String... errors) {
        refusals.addAll(List.of(errors));
    }

    /** Deletes a message, as a person does. */
    public synchronized void delete(Message message) {
        messages.remove(message);
    }

    /** The messages of a channel that are no replies, oldest first. */
    public synchronized List<Message> messages(String channel) {
        return messages.stream()
                .filter(message -> message.channel().equals(id(channel))
                        && message.thread().isEmpty())
                .toList();
    }

    /** The replies to a message, oldest first. */
    public synchronized List<Message> replies(Message to) {
        return messages.stream().filter(m -> m.thread().equals(to.ts())).toList();
    }

    /** Answers a call of a method. */
    public synchronized ObjectNode call(String method, JsonNode arguments) {
        String refusal = refusals.poll();
        if (refusal != null) {
            if (refusal.equals("fatal_error")) {
                ObjectNode unused = done(method, arguments);
            }
            return refused(refusal);
        }
        return done(method, arguments);
    }

    private ObjectNode done(String method, JsonNode arguments) {
        return switch (method) {
            case "chat.postMessage" -> post(arguments);
            case "chat.update" -> update(arguments);
            case "conversations.list" -> list(arguments);
            case "conversations.history" -> read(arguments, "");
            case "conversations.replies" -> read(arguments, Json.text(arguments, "ts"));
            default -> refused("unknown_method");
        };
    }

    private ObjectNode post(JsonNode message) {
        String channel = id(Json.text(message, "channel"));
        if (channel == null) {
            return refused("channel_not_found");
        }
        List<String> problems = BlockKit.problems(message);
        if (!problems.isEmpty()) {
            ObjectNode refused = refused(problems.get(0).replaceFirst(":.*", ""));
            problems.forEach(refused.withObject("/response_metadata").withArray("messages")::add);
            return refused;
        }
        long now = clock.getAsLong();
        if (now - lastPost.getOrDefault(channel, -pace) < pace) {
            return refused("ratelimited");
        }
        lastPost.put(channel, now);
        String ts = String.format(Locale.ROOT, "%d.%06d", now / 1000, ++posted);
        messages.add(new Message(channel, ts, Json.text(message, "thread_ts"), message, List.of()));
        ObjectNode answer =
                Json.object().put("ok", true).put("channel", channel).put("ts", ts);
        answer.set("message", message);
        return answer;
    }

    /** Takes a channel's id only, no name. */
    private ObjectNode update(JsonNode message) {
        String channel = Json.text(message, "channel");
        if (!channels.containsValue(channel)) {
            return refused("channel_not_found");
        }
        List<String> problems = BlockKit.problems(message);
        if (!problems.isEmpty()) {
            return refused(problems.get(0).replaceFirst(":.*", ""));
        }
        for (int i = 0; i < messages.size(); i++) {
            Message old = messages.get(i);
            if (old.channel().equals(channel) && old.ts().equals(Json.text(message, "ts"))) {
                List<Long> edits = new ArrayList<>(old.edits());
                edits.add(clock.getAsLong());
                messages.set(i, new Message(channel, old.ts(), old.thread(), message, edits));
                return Json.object().put("ok", true).put("channel", channel).put("ts", old.ts());
            }
        }
        return refused("message_not_found");
    }

    /** In pages. */
    private ObjectNode list(JsonNode arguments) {
        if (!history) {
            return refused("missing_scope");
        }
        int from = arguments.path("cursor").asInt(0);
        int to = Math.min(from + arguments.path("limit").asInt(100), channels.size());
        ObjectNode answer = Json.object().put("ok", true);
        ArrayNode page = answer.putArray("channels");
        channels.entrySet().stream().skip(from).limit(Math.max(0, to - from)).forEach(channel -> page.addObject()
                .put("id", channel.getValue())
                .put("name", channel.getKey().replaceFirst("^#", "")));
        if (to < channels.size()) {
            answer.withObject("/response_metadata").put("next_cursor", Integer.toString(to));
        }
        return answer;
    }

    /** The newest first, in pages. */
    private ObjectNode read(JsonNode arguments, String thread) {
        String channel = Json.text(arguments, "channel");
        if (!history) {
            return refused("missing_scope");
        }
        if (!channels.containsValue(channel)) {
            return refused("channel_not_found");
        }
        int from = arguments.path("cursor").asInt(0);
        int limit = arguments.path("limit").asInt(100);
        double oldest = arguments.path("oldest").asDouble(0);
        double latest = arguments.path("latest").asDouble(Double.MAX_VALUE);
        List<Message> found = new ArrayList<>();
        for (int i = messages.size() - 1; i >= 0; i--) {
            Message message = messages.get(i);
            boolean here = message.channel().equals(channel)
                    && (thread.isEmpty()
                            ? message.thread().isEmpty()
                            : message.thread().equals(thread));
            double at = Double.parseDouble(message.ts());
            if (here && at > oldest && at < latest) {
                found.add(message);
            }
        }
        ObjectNode answer = Json.object().put("ok", true);
        ArrayNode page = answer.putArray("messages");
        for (Message message : found.subList(Math.min(from, found.size()), Math.min(from + limit, found.size()))) {
            ObjectNode shown = page.addObject().put("ts", message.ts()).put("text", Json.text(message.body(), "text"));
            if (arguments.path("include_all_metadata").asBoolean(false)) {
                shown.set("metadata", message.body().path("metadata"));
            }
        }
        if (from + limit < found.size()) {
            answer.withObject("/response_metadata").put("next_cursor", Integer.toString(from + limit));
        }
        return answer;
    }

    private @Nullable String id(String channel) {
        return channels.containsValue(channel) ? channel : channels.get(channel);
    }

    private static ObjectNode refused(String error) {
        return Json.object().put("ok", false).put("error", error);
    }
}
