package io.github.tektoncourier.kamelet.slack.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users' own messages may be. */
class SlackTemplateTest {

    private static final DefaultCamelContext CONTEXT = new DefaultCamelContext();
    private static final ObjectMapper JSON = new ObjectMapper();

    @AfterAll
    static void close() throws Exception {
        CONTEXT.close();
    }

    @Test
    void a_template_makes_blocks_and_text_of_the_story() {
        SlackTemplate.Made made = make(
                "{text: \"\\(.name) \\(.state)\", blocks: [{type: \"header\", text: .name}, {type: \"section\", text: .message}]}");

        assertThat(made.text()).isEqualTo("build failed");
        assertThat(made.blocks()).hasSize(2);
        assertThat(made.blocks().get(0).at("/text/type").asText()).isEqualTo("plain_text");
        assertThat(made.blocks().get(1).at("/text/verbatim").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '→',
            value = {
                "<!channel> → &lt;!channel&gt;",
                "<!here|here> <@U123> <#C1> → &lt;!here|here&gt; &lt;@U123&gt; &lt;#C1&gt;",
                "<!subteam^S1> → &lt;!subteam^S1&gt;",
                "<javascript:alert(1)|x> → &lt;javascript:alert(1)|x&gt;",
                "<https://a.example/<!channel> → &lt;https://a.example/&lt;!channel&gt;",
                "a < b > c → a &lt; b &gt; c"
            })
    void no_template_can_mention_people_even_where_it_takes_escapes_away(String written, String shown) {
        SlackTemplate.Made made = make(
                """
                (.evil | gsub("&lt;"; "<") | gsub("&gt;"; ">")) as $t
                | {text: $t, blocks: [{type: "section", text: {type: "mrkdwn", text: $t, verbatim: false}}]}""",
                written.replace("<", "&lt;").replace(">", "&gt;"));

        assertThat(made.text()).isEqualTo(shown);
        assertThat(made.blocks().get(0).at("/text/text").asText()).isEqualTo(shown);
        assertThat(made.blocks().get(0).at("/text/verbatim").asBoolean()).isTrue();
    }

    @Test
    void links_over_http_and_dates_stay() {
        String text = "<https://ci.example.com/x?a=1&amp;b=2|run> <!date^1796032860^{date_short}|then>";

        assertThat(make("[{type: \"section\", text: .evil}]", text)
                        .blocks()
                        .get(0)
                        .at("/text/text")
                        .asText())
                .isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{type: \"rich_text\", elements: []}]",
                "[{type: \"actions\", elements: []}]",
                "[{type: \"image\", image_url: \"ftp://x/y\", alt_text: \"x\"}]",
                "[{type: \"section\"}]",
                "[{type: \"section\", text: \"\"}]",
                "[]",
                "null",
                "empty",
                "\"text\"",
                "error(\"no\")",
                ".name[0]"
            })
    void what_is_no_message_is_refused_in_words(String jq) {
        assertThatThrownBy(() -> make(jq))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("it");
    }

    @Test
    void long_texts_and_many_blocks_are_cut_to_what_slack_takes() {
        SlackTemplate.Made made =
                make("""
                [range(60) | {type: "section", text: ((. | tostring) + ("&amp;" * 1000))}]""");
        SlackTemplate.Made linked =
                make("""
                [{type: "section", text: (("x" * 2990) + "<https://ci.example.com|run>")}]""");

        assertThat(made.blocks()).hasSize(50).allSatisfy(block -> assertThat(
                        block.at("/text/text").asText())
                .hasSizeLessThanOrEqualTo(3_000)
                .matches("(?s)[0-9]+(&amp;)+…"));
        assertThat(linked.blocks().get(0).at("/text/text").asText()).endsWith("x…");
    }

    private static SlackTemplate.Made make(String jq) {
        return make(jq, "");
    }

    private static SlackTemplate.Made make(String jq, String evil) {
        ObjectNode story = JSON.createObjectNode()
                .put("name", "build")
                .put("state", "failed")
                .put("message", "exit code 1")
                .put("evil", evil);
        return new SlackTemplate(CONTEXT, jq).make(story);
    }
}
