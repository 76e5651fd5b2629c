package io.github.tektoncourier.kamelet.kafka;

import io.github.tektoncourier.kamelet.EventEncoding;
import org.apache.camel.Exchange;
import org.apache.camel.spi.DataType;

/** An event as the CloudEvents Kafka protocol binding writes it. */
public final class KafkaEncoding extends EventEncoding {

    private final KafkaTransformer binary = new KafkaTransformer.Binary();
    private final KafkaTransformer structured = new KafkaTransformer.Structured();

    @Override
    protected void encode(Exchange exchange, boolean asOne) {
        (asOne ? structured : binary).transform(exchange.getMessage(), DataType.ANY, DataType.ANY);
    }
}
