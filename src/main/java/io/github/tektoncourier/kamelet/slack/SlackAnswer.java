package io.github.tektoncourier.kamelet.slack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.tektoncourier.kamelet.http.ShortAnswer;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * What Slack answered. It answers 200 to a refusal, too: {@code ok} decides. A webhook says its {@code ok} or error as
 * plain text.
 *
 * @param json missing where the text is no JSON
 * @param unread the encoding of an answer that could not be unpacked
 */
record SlackAnswer(int status, String text, JsonNode json, @Nullable String retryAfter, @Nullable String unread) {

    /** Where the Kamelet puts what Slack answers. */
    static final String VARIABLE = "slackAnswer";

    /** Behind these Slack may have done what it was asked for. */
    private static final Set<String> UNCERTAIN =
            Set.of("fatal_error", "internal_error", "request_timeout", "service_unavailable", "rollup_error");

    private static final Pattern ERROR = Pattern.compile("[a-z0-9_-]{1,64}");
    private static final ObjectMapper JSON = new ObjectMapper();

    static SlackAnswer of(Exchange exchange) {
        String answer = exchange.getVariable(VARIABLE, String.class);
        Map<?, ?> headers = exchange.getVariable("header:" + VARIABLE, Map.class); // whatever the case of their names
        String text = answer == null ? "" : answer.strip();
        return new SlackAnswer(
                headers.get(Exchange.HTTP_RESPONSE_CODE) instanceof Integer code ? code : 0,
                text,
                json(text),
                headers.get("Retry-After") instanceof String seconds ? seconds : null,
                headers.get(ShortAnswer.UNREAD) instanceof String encoding ? encoding : null);
    }

    boolean ok() {
        return status / 100 == 2 && (json.isObject() ? json.path("ok").asBoolean(false) : text.equals("ok"));
    }

    /** Slack's own word, such as {@code channel_not_found}; empty where the answer holds none. */
    String error() {
        String error = json.isObject() ? json.path("error").asText("") : text;
        return ERROR.matcher(error).matches() ? error : "";
    }

    /** Whether Slack certainly did not do what it was asked for. */
    boolean refused() {
        return !ok()
                && unread == null
                && (status == 429 || (status < 500 && !error().isEmpty() && !UNCERTAIN.contains(error())));
    }

    SlackRefusedException refusal() {
        return unread != null
                ? SlackRefusedException.packed(status, unread)
                : new SlackRefusedException(status, error(), retryAfter);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }
}
