package io.github.tektoncourier.kamelet;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What receivers that people have refuse, each rule with its source; empty where they take a request. */
enum ReceiverRules {
    /** Takes any JSON object. */
    WEBHOOK {
        @Override
        String refuse(Receiver.Request request, JsonNode body) {
            return body.isObject() ? "" : "400 no object";
        }
    },

    /**
     * A Workflow "Post to a channel when a webhook request is received". At most 28 KB:
     * https://learn.microsoft.com/connectors/teams/ (known issues, message size limit). Its shape:
     * https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using ("type" is
     * "message", each attachment an Adaptive Card); schema of a card: https://adaptivecards.io/explorer/AdaptiveCard.html
     */
    TEAMS {
        @Override
        String refuse(Receiver.Request request, JsonNode body) {
            if (request.body().length > 28_000) {
                return "413 Request Entity too large";
            }
            JsonNode attachments = body.path("attachments");
            if (!body.path("type").asText().equals("message") || attachments.isEmpty()) {
                return "400 TriggerInputSchemaMismatch";
            }
            for (JsonNode attachment : attachments) {
                JsonNode card = attachment.path("content");
                boolean kind = attachment.path("contentType").asText().equals("application/vnd.microsoft.card.adaptive")
                        && card.path("type").asText().equals("AdaptiveCard")
                        && card.path("version").asText().matches("1\\.[0-5]");
                if (!kind || card.path("body").isEmpty()) {
                    return "400 no AdaptiveCard";
                }
                for (JsonNode element : card.path("body")) {
                    boolean text = element.path("type").asText().equals("RichTextBlock")
                            && element.at("/inlines/0/text").isTextual();
                    if (!text) {
                        return "400 no RichTextBlock";
                    }
                }
            }
            return "";
        }
    },

    /**
     * https://github.com/discord/discord-api-docs/blob/main/docs/resources/Webhook.md (Execute Webhook): content has up to
     * 2000 characters, and one of content, file, embeds is required. An empty content and one that is too long is
     * "Invalid Form Body", code 50035: https://github.com/abahmed/kwatch/issues/194
     */
    DISCORD {
        @Override
        String refuse(Receiver.Request request, JsonNode body) {
            String content = body.path("content").asText();
            return content.isBlank() || content.length() > 2_000 ? "400 {\"code\": 50035}" : "";
        }
    },

    /**
     * https://github.com/PagerDuty/developer-docs/blob/main/docs/events-API-v2/02-Trigger-Events.md (parameters) and
     * 01-Overview.md (size limits: 512 KB; 400 for what is invalid).
     */
    PAGERDUTY {
        @Override
        String refuse(Receiver.Request request, JsonNode body) {
            if (request.body().length > 512_000) {
                return "413 too large";
            }
            JsonNode payload = body.path("payload");
            String action = body.path("event_action").asText();
            boolean trigger = action.equals("trigger");
            boolean good = body.path("routing_key").asText().length() == 32
                    && Set.of("trigger", "acknowledge", "resolve").contains(action)
                    && body.path("dedup_key").asText().length() <= 255
                    && (trigger || !body.path("dedup_key").asText().isEmpty())
                    && (!trigger
                            || (within(payload, "summary", 1_024)
                                    && within(payload, "source", Integer.MAX_VALUE)
                                    && Set.of("critical", "error", "warning", "info")
                                            .contains(payload.path("severity").asText())));
            return good ? "" : "400 invalid event";
        }
    },

    /**
     * https://docs.github.com/rest/commits/statuses#create-a-commit-status: state is one of four. "description is too long
     * (maximum is 140 characters)": https://github.com/vince-riv/argo-diff/issues/49. "No commit found for SHA" unless it
     * has 40 hexadecimal digits.
     */
    GITHUB {
        private static final Pattern PATH =
                Pattern.compile("/repos/[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+/statuses/([0-9a-f]{40})");

        @Override
        String refuse(Receiver.Request request, JsonNode body) {
            if (!request.header("Authorization").equals("Bearer " + TOKEN)) {
                return "401 Bad credentials";
            } else if (request.header("User-Agent").isEmpty()) {
                return "403 Request forbidden by administrative rules";
            } else if (!PATH.matcher(request.target()).matches()) {
                return "422 No commit found for SHA";
            }
            boolean good = Set.of("error", "failure", "pending", "success")
                            .contains(body.path("state").asText())
                    && characters(body, "description") <= 140
                    && within(body, "context", 255);
            return good ? "" : "422 Validation Failed";
        }
    },

    /**
     * https://docs.gitlab.com/api/commits/#set-the-pipeline-status-of-a-commit: states, the project as one part of the
     * path. A state may not come twice: "Cannot transition status via :run from :running",
     * https://github.com/samcontesse/gitlab-merge-request-resource/issues/79
     */
    GITLAB {
        private static final Pattern PATH =
                Pattern.compile("/api/v4/projects/([A-Za-z0-9_.%-]+)/statuses/([0-9a-f]{40})");

        private final Map<List<String>, String> states = new HashMap<>();

        @Override
        synchronized String refuse(Receiver.Request request, JsonNode body) {
            Matcher path = PATH.matcher(request.target());
            String state = body.path("state").asText();
            if (!request.header("Authorization").equals("Bearer " + TOKEN)) {
                return "401 Unauthorized";
            } else if (!path.matches()) {
                return "404 Project Not Found";
            } else if (!Set.of("pending", "running", "success", "failed", "canceled", "skipped")
                            .contains(state)
                    || !within(body, "name", 255)
                    || characters(body, "description") > 255) {
                return "400 state does not have a valid value";
            }
            String before = states.put(
                    List.of(path.group(1), path.group(2), body.path("name").asText()), state);
            return state.equals(before) ? "400 Cannot transition status via :" + state : "";
        }
    };

    static final String TOKEN = "a-token-of-ours";

    /** Status and reason; empty where it is taken. */
    abstract String refuse(Receiver.Request request, JsonNode body);

    /** As Ruby counts them. */
    private static int characters(JsonNode node, String name) {
        String text = node.path(name).asText();
        return text.codePointCount(0, text.length());
    }

    private static boolean within(JsonNode node, String name, int most) {
        String text = node.path(name).asText();
        return node.path(name).isTextual() && !text.isEmpty() && text.length() <= most;
    }
}
