package io.github.tektoncourier.kamelet.http;

import io.github.tektoncourier.kamelet.EventEncoding;
import org.apache.camel.Exchange;
import org.apache.camel.spi.DataType;
import org.jspecify.annotations.Nullable;

/** An event as the CloudEvents HTTP protocol binding writes it, with those headers of the route that the sink names. */
public final class HttpEncoding extends EventEncoding {

    private final HttpTransformer binary = new HttpTransformer.Binary();
    private final HttpTransformer structured = new HttpTransformer.Structured();
    private final WireHeaders headers = new WireHeaders();

    @Override
    public void setContentMode(String mode) {
        super.setContentMode(mode);
        headers.setMode(mode);
    }

    /** As {@link WireHeaders#setNames} takes them. */
    public void setHeaders(@Nullable String names) {
        headers.setNames(names);
    }

    @Override
    public void check() {
        super.check();
        headers.check();
    }

    @Override
    protected void encode(Exchange exchange, boolean asOne) {
        SentBody.keepId(exchange);
        exchange.setVariable(WireHeaders.VARIABLE, headers.of(exchange));
        (asOne ? structured : binary).transform(exchange.getMessage(), DataType.ANY, DataType.ANY);
    }
}
