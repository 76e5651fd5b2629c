package io.github.tektoncourier.sinktest;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.tektoncourier.filter.Globs;
import java.util.List;
import java.util.Optional;

/**
 * What a test says of one request, or of one event that fails.
 *
 * @param line where it begins
 * @param times how often it comes
 * @param subscription that sends it
 * @param event types of the event that it is sent for; all where none is given
 * @param method of HTTP, or {@code produce} or {@code send}
 * @param address as the sink file has it, or with its values
 * @param fails a part of the reason for which the event fails
 */
public record ExpectedSend(
        int line,
        int times,
        Optional<String> subscription,
        Globs event,
        Optional<Located> method,
        Optional<Located> address,
        List<Header> headers,
        Optional<Body> body,
        Optional<Located> fails) {

    /** A text and where it stands. */
    public record Located(int line, String text) {}

    /** How a value is compared. */
    public enum Rule {
        EQUAL,
        MATCHES,
        ABSENT
    }

    /**
     * What a header is.
     *
     * @param value a text, or a regular expression for all of it
     */
    public record Header(int line, String name, Rule rule, String value) {}

    /** What the body is. */
    public sealed interface Body {

        /** Where it stands. */
        int line();

        /**
         * JSON.
         *
         * @param part whether more may stand in the body
         */
        record Json(int line, JsonNode value, boolean part) implements Body {}

        /**
         * Any text.
         *
         * @param part whether more may stand in the body
         */
        record Text(int line, String value, boolean part) implements Body {}
    }
}
