package io.github.tektoncourier.kamelet.slack;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is posted to Slack, as its API names it.
 *
 * @param channel absent for webhooks, which have one of their own
 * @param text what notifications and screen readers show instead of the blocks
 * @param blocks of this program, or JSON of a template
 * @param ts Slack's name of the message to edit; absent for a new one
 * @param threadTs Slack's name of the message that it replies to
 * @param parse {@code none} for edits, which would else make links and mentions of the text; new messages do not
 * @param metadata by which a message is found again
 * @param unfurlLinks always false: a link to a run is no reason to quote a page
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SlackMessage(
        @Nullable String channel,
        String text,
        List<?> blocks,
        @JsonProperty("unfurl_links") boolean unfurlLinks,
        @JsonProperty("unfurl_media") boolean unfurlMedia,
        @Nullable String ts,
        @JsonProperty("thread_ts") @Nullable String threadTs,
        @Nullable String parse,
        @Nullable Metadata metadata) {

    public SlackMessage {
        blocks = List.copyOf(blocks);
    }

    static SlackMessage of(@Nullable String channel, String text, List<?> blocks) {
        return new SlackMessage(channel, text, blocks, false, false, null, null, null, null);
    }

    /** The same to a channel; absent for webhooks. */
    SlackMessage to(@Nullable String where) {
        return new SlackMessage(where, text, blocks, unfurlLinks, unfurlMedia, ts, threadTs, parse, metadata);
    }

    /** As a new message to a channel, or as a reply. */
    SlackMessage posting(String to, @Nullable String thread, String id) {
        return new SlackMessage(to, text, blocks, unfurlLinks, unfurlMedia, null, thread, null, Metadata.of(id));
    }

    /** In the place of a message that is there. */
    SlackMessage editing(String where, String message, String id) {
        return new SlackMessage(where, text, blocks, unfurlLinks, unfurlMedia, message, null, "none", Metadata.of(id));
    }

    /** What Slack keeps with a message for programs, unseen by people. */
    public record Metadata(
            @JsonProperty("event_type") String eventType,
            @JsonProperty("event_payload") Map<String, String> eventPayload) {

        static Metadata of(String id) {
            return new Metadata("tekton_courier_message", Map.of("id", id));
        }
    }

    /** A header or section with its text, or a context with its elements. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Block(String type, @Nullable Text text, @Nullable List<Text> elements) {

        static Block header(String plain) {
            return new Block("header", new Text("plain_text", plain, false, null), null);
        }

        static Block section(String markup) {
            return new Block("section", Text.markup(markup), null);
        }

        static Block context(String markup) {
            return new Block("context", null, List.of(Text.markup(markup)));
        }
    }

    /**
     * A text object.
     *
     * @param verbatim true for markup: Slack then makes no links and mentions of its own out of it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Text(String type, String text, @Nullable Boolean emoji, @Nullable Boolean verbatim) {

        static Text markup(String markup) {
            return new Text("mrkdwn", markup, null, true);
        }
    }
}
