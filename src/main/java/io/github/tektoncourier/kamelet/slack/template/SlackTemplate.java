package io.github.tektoncourier.kamelet.slack.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.text.LogText;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;

/** A jq program that makes the blocks of a message, or an object with {@code text} and {@code blocks}, of a story. */
public final class SlackTemplate {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final CamelContext context;
    private final Expression program;

    /**
     * What a template makes.
     *
     * @param text what notifications show; absent where the template leaves that to the courier
     * @param blocks safe to post as they are
     */
    public record Made(@Nullable String text, List<JsonNode> blocks) {}

    /**
     * A template.
     *
     * @throws org.apache.camel.ExpressionIllegalSyntaxException when it is no jq
     */
    public SlackTemplate(CamelContext context, String jq) {
        this.context = context;
        this.program = context.resolveLanguage("jq").createExpression(jq);
        program.init(context);
    }

    /**
     * What it makes of a story.
     *
     * @throws IllegalArgumentException when it fails, or makes what is no message; the message says why
     */
    public Made make(ObjectNode story) {
        JsonNode made = evaluated(story);
        JsonNode blocks = made.isArray() ? made : made.path("blocks");
        if (!blocks.isArray() || blocks.isEmpty()) {
            throw new IllegalArgumentException("it makes neither an array of blocks nor an object with blocks, but "
                    + LogText.line(made.toString(), 100));
        }
        String text = made.path("text").asText("");
        return new Made(text.isBlank() ? null : SafeMarkup.of(text, SafeMarkup.FALLBACK), TemplateBlocks.safe(blocks));
    }

    private JsonNode evaluated(ObjectNode story) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(story);
        try {
            Object made = program.evaluate(exchange, Object.class);
            return made instanceof JsonNode json ? json : JSON.valueToTree(made);
        } catch (RuntimeCamelException e) {
            String why = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
            throw new IllegalArgumentException("its jq fails: " + LogText.line(why, 200), e);
        }
    }
}
