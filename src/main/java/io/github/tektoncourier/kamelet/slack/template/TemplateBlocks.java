package io.github.tektoncourier.kamelet.slack.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.text.LogText;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes blocks of a template anew, with known members alone: headers, sections, contexts, dividers and images, each within
 * Slack's limits. Blocks in which Slack has mentions of their own, such as rich text, are refused.
 */
final class TemplateBlocks {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int BLOCKS = 50;
    private static final int HEADER = 150;
    private static final int SECTION = 3_000;
    private static final int FIELD = 2_000;
    private static final int FIELDS = 10;

    private TemplateBlocks() {}

    /**
     * Blocks that Slack takes.
     *
     * @throws IllegalArgumentException for what is no block of these
     */
    static List<JsonNode> safe(JsonNode blocks) {
        List<JsonNode> safe = new ArrayList<>();
        for (JsonNode block : blocks) {
            if (safe.size() < BLOCKS) {
                safe.add(block(block));
            }
        }
        return safe;
    }

    private static ObjectNode block(JsonNode block) {
        String type = block.path("type").asText();
        ObjectNode made = JSON.objectNode().put("type", type);
        switch (type) {
            case "divider" -> {}
            case "header" -> made.set("text", text(block.path("text"), HEADER, true));
            case "image" -> image(block, made);
            case "context" -> made.set("elements", several(block.path("elements"), "elements"));
            case "section" -> section(block, made);
            default ->
                throw new IllegalArgumentException("it makes a block of the type " + LogText.quoted(type, 40)
                        + "; a message may have header, section, context, divider and image");
        }
        return made;
    }

    private static void section(JsonNode block, ObjectNode made) {
        if (!block.path("text").isMissingNode()) {
            made.set("text", text(block.path("text"), SECTION, false));
        }
        if (!block.path("fields").isEmpty()) {
            made.set("fields", several(block.path("fields"), "fields"));
        }
        if (made.size() == 1) {
            throw new IllegalArgumentException("it makes a section without text and fields");
        }
    }

    private static ArrayNode several(JsonNode texts, String what) {
        ArrayNode made = JSON.arrayNode();
        for (JsonNode text : texts) {
            if (made.size() < FIELDS) {
                made.add(
                        text.path("type").asText().equals("image")
                                ? image(text, JSON.objectNode().put("type", "image"))
                                : text(text, FIELD, false));
            }
        }
        if (made.isEmpty()) {
            throw new IllegalArgumentException("it makes a block whose " + what + " are empty");
        }
        return made;
    }

    private static ObjectNode image(JsonNode block, ObjectNode made) {
        String url = block.path("image_url").asText();
        if (!url.matches("https?://[^\\s<>|]{1,2900}")) {
            throw new IllegalArgumentException("it makes an image whose image_url is no address of http or https");
        }
        String alt = SafeMarkup.line(block.path("alt_text").asText(), FIELD);
        return made.put("image_url", url).put("alt_text", alt.isEmpty() ? "image" : alt);
    }

    /** Text may be a plain string, too: then it is markup, and plain in headers. */
    private static ObjectNode text(JsonNode text, int most, boolean plainOnly) {
        boolean plain = plainOnly || text.path("type").asText().equals("plain_text");
        String written = text.isTextual() ? text.asText() : text.path("text").asText("");
        String safe = plain ? SafeMarkup.line(written, most) : SafeMarkup.of(written, most);
        if (safe.isBlank()) {
            throw new IllegalArgumentException("it makes a block with an empty text");
        }
        ObjectNode made =
                JSON.objectNode().put("type", plain ? "plain_text" : "mrkdwn").put("text", safe);
        return plain ? made.put("emoji", false) : made.put("verbatim", true);
    }
}
