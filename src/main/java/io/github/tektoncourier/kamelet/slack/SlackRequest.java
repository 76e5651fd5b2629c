package io.github.tektoncourier.kamelet.slack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One request to Slack.
 *
 * @param method of the Web API, such as {@code chat.postMessage}; a webhook has none and ignores it
 */
record SlackRequest(String method, String contentType, byte[] body) {

    static final String POST = "chat.postMessage";
    static final String UPDATE = "chat.update";
    private static final ObjectMapper JSON = new ObjectMapper();

    static SlackRequest json(String method, SlackMessage message) {
        try {
            return new SlackRequest(method, "application/json; charset=UTF-8", JSON.writeValueAsBytes(message));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A message that was just made has no JSON", e);
        }
    }

    /** Slack's methods that read take a form, no JSON. */
    static SlackRequest form(String method, Map<String, String> fields) {
        String body = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return new SlackRequest(
                method, "application/x-www-form-urlencoded; charset=UTF-8", body.getBytes(StandardCharsets.UTF_8));
    }
}
