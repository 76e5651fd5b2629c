package io.github.tektoncourier.demo.receivers;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.tektoncourier.demo.Json;
import io.github.tektoncourier.demo.MalformedJsonException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * One thing that reached a receiver, in a newcomer's words.
 *
 * @param sink which receiver: {@code http}, {@code slack}
 * @param what {@code pipelinerun failed}, or a message's headline
 * @param where {@code ci/build-api-x7k2}
 * @param why outcome or another short remark, may be empty
 * @param answer the receiver's answer
 */
public record DeliveryLine(Instant at, String sink, String what, String where, String why, String answer) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    /** Reads a delivered CloudEvent. */
    public static DeliveryLine ofHttp(String sink, Received received) {
        String name = received.attribute("subject").orElse("?");
        String where =
                received.attribute("namespace").map(ns -> ns + "/" + name).orElse(name);
        String why = received.attribute("outcome")
                .or(() -> received.attribute("reason"))
                .map(o -> "(" + o + ")")
                .orElse("");
        return new DeliveryLine(
                received.at(),
                sink,
                received.attribute("type").map(DeliveryLine::words).orElse(received.method() + " " + received.path()),
                where,
                why,
                Integer.toString(received.status()));
    }

    /** Reads a Slack message: its headline is what happened. */
    public static DeliveryLine ofSlack(String sink, Received received) {
        String answer = Integer.toString(received.status());
        return new DeliveryLine(
                received.at(), sink, headline(received), "", "", received.status() == 200 ? "ok" : answer);
    }

    /** One line, such as {@code 12:01:03  http   pipelinerun failed   ci/build-api-x7k2  (failure) → 202}. */
    public String line() {
        String time = LocalTime.ofInstant(at, ZoneId.systemDefault()).format(TIME);
        String middle = where.isEmpty() ? what : String.format(Locale.ROOT, "%-28s %s", what, where);
        return plain(String.format(
                Locale.ROOT, "%s  %-6s %s%s → %s", time, sink, middle, why.isEmpty() ? "" : "  " + why, answer));
    }

    /** {@code dev.tekton.event.pipelinerun.failed.v1} as {@code pipelinerun failed}. */
    static String words(String type) {
        String[] parts = type.split("\\.", -1);
        if (parts.length < 3) {
            return type;
        }
        String last = parts[parts.length - 1];
        int end = last.matches("v\\d+") ? parts.length - 1 : parts.length;
        return parts[end - 2] + " " + parts[end - 1];
    }

    private static String headline(Received received) {
        try {
            JsonNode message = Json.parse(received.body());
            for (JsonNode block : message.path("blocks")) {
                if (block.path("type").asText().equals("header")) {
                    return block.at("/text/text").asText();
                }
            }
            return Optional.of(message.path("text").asText(""))
                    .filter(t -> !t.isEmpty())
                    .orElse("message without a headline");
        } catch (MalformedJsonException e) {
            return "not a message";
        }
    }

    /** Text from runs never steers a terminal. */
    private static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", " ").replaceAll("[\\p{Cf}\\u2028\\u2029]", "");
    }
}
