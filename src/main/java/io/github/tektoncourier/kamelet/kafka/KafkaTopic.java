package io.github.tektoncourier.kamelet.kafka;

import io.github.tektoncourier.kamelet.AddressValueException;
import io.github.tektoncourier.kamelet.CheckedAtStart;
import io.github.tektoncourier.kamelet.PipeText;
import io.github.tektoncourier.kamelet.VariableText;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** The topic of a Kafka sink; with {@code {name}} in it each event has its own. */
public final class KafkaTopic extends CheckedAtStart implements Processor {

    private static final Pattern PLAIN = Pattern.compile("[a-zA-Z0-9._-]*");

    /** Kafka's own limit. */
    private static final int LENGTH = 249;

    /** The name of this header changed with Camel 4.21; the one that a version does not know is not sent. */
    private static final String[] OVERRIDE = {"kafka.OVERRIDE_TOPIC", "CamelKafkaOverrideTopic"};

    private @Nullable VariableText topic;
    private @Nullable VariableText from;

    /** Takes a topic, with {@code {name}} where a variable stands. Kafka itself refuses what no topic can be called. */
    public void setTopic(@Nullable String topic) {
        this.topic = topic == null || topic.isBlank() ? null : new VariableText("topic", PipeText.of(topic.strip()));
    }

    @Override
    public void check() {
        if (topic == null && from == null) {
            throw new IllegalArgumentException("topic is empty. Name the topic that events go to");
        }
    }

    /**
     * Leaves the topic for the producer.
     *
     * @throws AddressValueException where the event gives none that Kafka can have
     */
    @Override
    public void process(Exchange exchange) {
        String name = topic(exchange);
        for (String header : OVERRIDE) {
            exchange.getMessage().setHeader(header, name);
        }
    }

    /** Names the exchange variable that has the whole topic of each event. */
    public void setTopicFrom(@Nullable String variable) {
        if (variable != null && !variable.isBlank()) {
            from = new VariableText("topicFrom", "{" + variable.strip() + "}");
        }
    }

    /**
     * The topic for an event.
     *
     * @throws AddressValueException where the event gives none that Kafka can have
     */
    public String topic(Exchange exchange) {
        check();
        VariableText text = from == null ? Objects.requireNonNull(topic) : from;
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
