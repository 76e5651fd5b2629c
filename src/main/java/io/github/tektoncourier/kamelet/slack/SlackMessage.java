package io.github.tektoncourier.kamelet.slack;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is posted to Slack, as its API names it.
 *
 * @param channel absent for webhooks, which have one of their own
 * @param text what notifications and screen readers show instead of the blocks
 * @param unfurlLinks always false: a link to a run is no reason to quote a page
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SlackMessage(
        @Nullable String channel,
        String text,
        List<Block> blocks,
        @JsonProperty("unfurl_links") boolean unfurlLinks,
        @JsonProperty("unfurl_media") boolean unfurlMedia) {

    public SlackMessage {
        blocks = List.copyOf(blocks);
    }

    static SlackMessage of(@Nullable String channel, String text, List<Block> blocks) {
        return new SlackMessage(channel, text, blocks, false, false);
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
