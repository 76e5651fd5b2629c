package io.github.tektoncourier.sink;

/** The topic that a Kafka sink writes to. It is no part of the endpoint's address, so it may be any text. */
public final class KafkaTopic {

    private String topic = "";

    /** The topic's name. */
    public void setTopic(String topic) {
        this.topic = topic.strip();
    }

    /** What the producer takes for the topic of this record. */
    public String topic() {
        return topic;
    }
}
