package io.github.tektoncourier.kamelet.slack;

import io.github.tektoncourier.kamelet.slack.template.SlackTemplate;
import io.github.tektoncourier.text.Durations;
import io.github.tektoncourier.text.LogText;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.ExpressionIllegalSyntaxException;
import org.apache.camel.RuntimeCamelException;

/** What the Slack Kamelet's parameters may be, for the Kamelet and for those that check files. */
public final class LiveParameters {

    private LiveParameters() {}

    /**
     * Checks a value of a parameter about live messages.
     *
     * @throws IllegalArgumentException in the user's words
     */
    public static void check(String parameter, String text) {
        switch (parameter) {
            case "digestAfter" -> {
                if (!text.strip().matches("[0-9]{1,4}")) {
                    throw new IllegalArgumentException("digestAfter=" + LogText.line(text, 60)
                            + " is no number of messages: write 0 to 9999, 0 for no digest");
                }
            }
            case "digestWindow" -> within(parameter, text, Duration.ofSeconds(10), Duration.ofDays(1));
            case "pace" -> within(parameter, text, Duration.ZERO, Duration.ofMinutes(1));
            case "quietHours" -> {
                var unused = QuietHours.parse(text);
            }
            default -> throw new IllegalArgumentException(parameter + " is no parameter about live messages");
        }
    }

    private static void within(String parameter, String text, Duration least, Duration most) {
        Duration duration = Durations.parse(parameter, text);
        if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
            throw new IllegalArgumentException(parameter + "=" + LogText.line(text, 60) + " must be "
                    + least.toSeconds() + " s to " + most.toMinutes() + " min");
        }
    }

    /**
     * Checks a template.
     *
     * @throws IllegalArgumentException when it is no jq
     */
    public static void checkTemplate(CamelContext context, String jq) {
        try {
            var unused = new SlackTemplate(context, jq);
        } catch (ExpressionIllegalSyntaxException e) {
            throw new IllegalArgumentException(
                    "template is no jq: " + LogText.line(e.getMessage(), 200) + ". Correct it there", e);
        } catch (RuntimeCamelException e) {
            String why = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
            throw new IllegalArgumentException(
                    "template is no jq: " + LogText.line(why, 200) + ". Correct it there", e);
        }
    }
}
