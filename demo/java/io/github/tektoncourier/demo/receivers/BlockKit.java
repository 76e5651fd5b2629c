package io.github.tektoncourier.demo.receivers;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What Slack refuses in a message: unknown blocks, and texts beyond its limits. */
final class BlockKit {
    private static final int BLOCKS = 50;
    private static final int HEADER = 150;
    private static final int SECTION = 3000;
    private static final List<String> TYPES = List.of(
            "header",
            "section",
            "context",
            "actions",
            "divider",
            "image",
            "input",
            "file",
            "video",
            "rich_text",
            "markdown");

    private BlockKit() {}

    /** Everything wrong with a message, empty when Slack would take it. */
    static List<String> problems(JsonNode message) {
        List<String> problems = new ArrayList<>();
        JsonNode blocks = message.path("blocks");
        boolean empty = blocks.isEmpty() && message.path("attachments").isEmpty();
        if (empty && message.path("text").asText("").isEmpty()) {
            problems.add("no_text");
        }
        blocks(blocks, problems);
        for (JsonNode attachment : message.path("attachments")) {
            blocks(attachment.path("blocks"), problems);
        }
        if (message.path("text").asText("").length() > 40_000) {
            problems.add("msg_too_long");
        }
        return problems;
    }

    private static void blocks(JsonNode blocks, List<String> problems) {
        if (!blocks.isMissingNode() && !blocks.isArray()) {
            problems.add("invalid_blocks: blocks is no array");
        }
        if (blocks.size() > BLOCKS) {
            problems.add("invalid_blocks: " + blocks.size() + " blocks, at most " + BLOCKS);
        }
        for (JsonNode block : blocks) {
            block(block, problems);
        }
    }

    private static void block(JsonNode block, List<String> problems) {
        String type = block.path("type").asText();
        if (!TYPES.contains(type)) {
            problems.add("invalid_blocks: unknown type \"" + type + "\"");
            return;
        }
        switch (type) {
            case "header" -> {
                text(block.path("text"), HEADER, "header", problems);
                if (!block.at("/text/type").asText().equals("plain_text")) {
                    problems.add("invalid_blocks: a header is plain_text");
                }
            }
            case "section" -> section(block, problems);
            case "context" -> elements(block, 10, problems);
            case "actions" -> elements(block, 25, problems);
            default -> {}
        }
    }

    private static void section(JsonNode block, List<String> problems) {
        if (block.path("text").isMissingNode() && block.path("fields").isEmpty()) {
            problems.add("invalid_blocks: a section needs text or fields");
        }
        if (block.has("text")) {
            text(block.path("text"), SECTION, "section", problems);
        }
        if (block.path("fields").size() > 10) {
            problems.add("invalid_blocks: more than 10 fields");
        }
        block.path("fields").forEach(f -> text(f, 2000, "field", problems));
    }

    private static void elements(JsonNode block, int limit, List<String> problems) {
        JsonNode elements = block.path("elements");
        if (elements.isEmpty() || elements.size() > limit) {
            problems.add("invalid_blocks: " + elements.size() + " elements, 1 to " + limit);
        }
        for (JsonNode element : elements) {
            if (element.path("type").asText().equals("button")) {
                text(element.path("text"), 75, "button", problems);
                if (element.path("url").asText("").length() > 3000) {
                    problems.add("invalid_blocks: url longer than 3000");
                }
            }
        }
    }

    private static void text(JsonNode text, int limit, String where, List<String> problems) {
        String type = text.path("type").asText();
        int length = text.path("text").asText("").length();
        if (!type.equals("plain_text") && !type.equals("mrkdwn")) {
            problems.add("invalid_blocks: " + where + " has text of type \"" + type + "\"");
        } else if (length == 0 || length > limit) {
            problems.add("invalid_blocks: " + where + " has " + length + " characters, 1 to " + limit);
        }
    }
}
