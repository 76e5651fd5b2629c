package io.github.tektoncourier.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.journal.StoredEvent;
import io.github.tektoncourier.offline.Explanation;
import io.github.tektoncourier.offline.OfflineCourier;
import io.github.tektoncourier.offline.RecordedRequest;
import io.github.tektoncourier.text.Credentials;
import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.text.Secrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What becomes of events, as people and as programs read it. */
final class ExplainedEvents {

    private static final int SHOWN = 2_000;
    private static final Set<String> CREDENTIALS = Set.of("authorization", "proxy-authorization", "cookie");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final OfflineCourier courier;
    private final List<String> subscriptions;
    private final boolean showSecrets;
    private int sent;
    private int filtered;
    private int failed;

    ExplainedEvents(OfflineCourier courier, List<String> subscriptions, boolean showSecrets) {
        this.courier = courier;
        this.subscriptions = subscriptions;
        this.showSecrets = showSecrets;
    }

    /** Lines about one event. */
    List<String> text(StoredEvent event) {
        Map<String, String> attributes = event.attributes();
        List<String> lines = new ArrayList<>();
        lines.add(attributes.get("type") + "  " + LogText.line(attributes.getOrDefault("namespace", "")) + "/"
                + LogText.line(attributes.getOrDefault("subject", "")));
        for (String subscription : subscriptions) {
            courier.deliver(subscription, event).forEach(verdict -> text(subscription, counted(verdict), lines));
        }
        return lines;
    }

    private void text(String subscription, Explanation verdict, List<String> lines) {
        if (verdict instanceof Explanation.Filtered left) {
            lines.add("  " + subscription + ": filtered by " + masked(left.why()));
        } else if (verdict instanceof Explanation.Failed broken) {
            lines.add("  " + subscription + ": fails: " + masked(broken.why()));
        } else {
            lines.add("  " + subscription + ": sent");
        }
        verdict.requests().forEach(request -> request(request, lines));
    }

    private void request(RecordedRequest request, List<String> lines) {
        lines.add("    " + request.method() + " " + LogText.shown(address(request))
                + (request.line() > 0 ? "   (" + request.step() + ", line " + request.line() + ")" : ""));
        request.headers()
                .forEach((name, values) ->
                        values.forEach(value -> lines.add("      " + shown(name + ": " + header(name, value), SHOWN))));
        if (request.body().length > 0) {
            String body = new String(request.body(), StandardCharsets.UTF_8);
            String whole =
                    body.length() > SHOWN ? "  (" + request.body().length + " bytes; --output json has them all)" : "";
            lines.add("      " + shown(masked(body), SHOWN) + whole);
        }
    }

    /** What stands below a request is indented, so that no value looks like a line of ours. */
    private static String shown(String text, int limit) {
        String cut = text.length() > limit ? text.substring(0, limit) + "…" : text;
        return LogText.shown(cut.stripTrailing()).replace("\n", "\n      ");
    }

    private String address(RecordedRequest request) {
        return showSecrets
                ? request.target()
                : request.address().isEmpty() ? LogText.line(request.target()) : request.address();
    }

    private String header(String name, String value) {
        boolean secret = CREDENTIALS.contains(name.toLowerCase(Locale.ROOT))
                || (!name.equals("key") && Credentials.isSecret(name, value));
        return secret && !showSecrets ? Secrets.MASK : masked(value);
    }

    private String masked(String text) {
        return showSecrets ? text : Secrets.ofProcess().mask(text);
    }

    /** All events as one JSON array. */
    String json(List<StoredEvent> events) throws JsonProcessingException {
        ArrayNode all = JSON.createArrayNode();
        for (StoredEvent event : events) {
            ObjectNode node = all.addObject();
            ObjectNode attributes = node.putObject("event");
            event.attributes().forEach(attributes::put);
            ArrayNode at = node.putArray("subscriptions");
            for (String subscription : subscriptions) {
                courier.deliver(subscription, event)
                        .forEach(verdict -> verdict(at.addObject(), subscription, counted(verdict)));
            }
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all);
    }

    private void verdict(ObjectNode node, String subscription, Explanation verdict) {
        node.put("subscription", subscription)
                .put("file", courier.fileOf(subscription).orElse(""));
        if (verdict instanceof Explanation.Filtered left) {
            node.put("verdict", "filtered").put("why", masked(left.why()));
        } else if (verdict instanceof Explanation.Failed broken) {
            node.put("verdict", "failed").put("why", masked(broken.why()));
        } else {
            node.put("verdict", "sent");
        }
        ArrayNode requests = node.putArray("requests");
        for (RecordedRequest request : verdict.requests()) {
            ObjectNode one = requests.addObject()
                    .put("step", request.step())
                    .put("line", request.line())
                    .put("method", request.method())
                    .put("address", address(request));
            ObjectNode headers = one.putObject("headers");
            request.headers().forEach((name, values) -> headers.put(name, header(name, String.join(", ", values))));
            one.set("body", body(request.body()));
        }
    }

    private JsonNode body(byte[] bytes) {
        String text = masked(new String(bytes, StandardCharsets.UTF_8));
        try {
            JsonNode json = JSON.readTree(text);
            return json.isContainerNode() ? json : JSON.getNodeFactory().textNode(text);
        } catch (IOException e) {
            return JSON.getNodeFactory().textNode(text);
        }
    }

    private Explanation counted(Explanation verdict) {
        if (verdict instanceof Explanation.Sent) {
            sent++;
        } else if (verdict instanceof Explanation.Filtered) {
            filtered++;
        } else {
            failed++;
        }
        return verdict;
    }

    /** One line about all. */
    String summary(int events) {
        return events + " events, " + subscriptions.size() + " subscriptions: " + sent + " sent, " + filtered
                + " filtered, " + failed + " failed";
    }
}
