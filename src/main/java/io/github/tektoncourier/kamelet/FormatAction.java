package io.github.tektoncourier.kamelet;

import io.github.tektoncourier.cloudevent.HeaderNames;
import io.github.tektoncourier.cloudevent.format.EventMessage;
import io.github.tektoncourier.cloudevent.format.Format;
import io.github.tektoncourier.cloudevent.format.RunLinks;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * What the format Kamelet needs from Java: writes the event in another form into the message, or ends the route for an
 * event that the form does not have, so that it counts as filtered. An event that cannot be turned is thrown back to the
 * subscription, never dropped.
 */
public final class FormatAction extends CheckedAtStart implements Processor {

    /**
     * Where the partition key stays when a form has no extensions: a variable, because headers go to the wire. Sinks that
     * keep events together look there, too.
     */
    public static final String PARTITION_KEY = "tekton-courier.partitionkey";

    /** The API server's address, where the program knows it. */
    public static final String API_SERVER = "apiServer";

    private String name = "default";
    private @Nullable String runUrl;
    private volatile @Nullable Format format;

    /** One of {@link Format#NAMES}. */
    public void setFormat(String name) {
        this.name = name.strip();
    }

    /** As {@link RunUrl} takes it. */
    public void setRunUrl(@Nullable String runUrl) {
        this.runUrl = runUrl;
    }

    @Override
    public void check() {
        format();
    }

    @Override
    public void process(Exchange exchange) {
        if (name.equals("default")) {
            return;
        }
        Message message = exchange.getMessage();
        Map<String, String> attributes = EventAttributes.of(message.getHeaders());
        EventMessage event = new EventMessage(attributes, EventAttributes.data(message));
        format().format(event)
                .ifPresentOrElse(formatted -> write(formatted, message, event.get("partitionkey")), () -> {
                    exchange.setRouteStop(true);
                });
    }

    private static void write(EventMessage event, Message message, String partitionKey) {
        message.getHeaders().keySet().removeIf(name -> name.toLowerCase(Locale.ROOT)
                .startsWith(HeaderNames.PREFIX.toLowerCase(Locale.ROOT)));
        event.attributes().forEach((name, value) -> message.setHeader(HeaderNames.of(name), value));
        message.setBody(event.data());
        if (!partitionKey.isEmpty()) {
            message.getExchange().setVariable(PARTITION_KEY, partitionKey);
        }
    }

    private Format format() {
        Format made = format;
        if (made == null) {
            CamelContext context = getCamelContext();
            String server =
                    context == null ? null : context.getRegistry().lookupByNameAndType(API_SERVER, String.class);
            made = Format.named(name, new RunLinks(RunUrl.of(context, runUrl), server));
            format = made;
        }
        return made;
    }
}
