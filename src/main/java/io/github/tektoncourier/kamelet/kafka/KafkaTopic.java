package io.github.tektoncourier.kamelet.kafka;

import io.github.tektoncourier.kamelet.AddressValueException;
import io.github.tektoncourier.kamelet.VariableText;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** The topic of a Kafka sink; with {@code {name}} in it each event has its own. */
public final class KafkaTopic {

    private static final Pattern PLAIN = Pattern.compile("[a-zA-Z0-9._-]*");

    /** Kafka's own limit. */
    private static final int LENGTH = 249;

    private @Nullable VariableText topic;

    /** Takes a topic, with {@code {name}} where a variable stands. Kafka itself refuses what no topic can be called. */
    public void setTopic(String topic) {
        if (topic.isBlank()) {
            throw new IllegalArgumentException("topic is empty. Name the topic that events go to");
        }
        this.topic = new VariableText("topic", topic.strip());
    }

    /**
     * The topic for an event.
     *
     * @throws AddressValueException where the event gives none that Kafka can have
     */
    public String topic(Exchange exchange) {
        VariableText text = topic;
        if (text == null) {
            throw new IllegalStateException("The topic is not set");
        }
        String filled = text.with(exchange, value -> {
            if (value.length() > LENGTH || !PLAIN.matcher(value).matches()) {
                throw new IllegalArgumentException(
                        "is no name for a topic (letters, digits, '.', '_', '-', at most " + LENGTH + " in all)");
            }
            return value;
        });
        if (!text.fixed() && filled.length() > LENGTH) {
            throw new AddressValueException("The topic for this event would have " + filled.length()
                    + " characters; Kafka takes " + LENGTH + ".");
        }
        return filled;
    }
}
