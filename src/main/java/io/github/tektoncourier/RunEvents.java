package io.github.tektoncourier;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.cloudevent.CloudEvents;
import io.github.tektoncourier.cloudevent.HeaderNames;
import io.github.tektoncourier.moment.Moments;
import io.github.tektoncourier.moment.Proof;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.InMemoryKnown;
import io.github.tektoncourier.run.Run;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultMessage;
import org.jspecify.annotations.Nullable;

/**
 * The stages between the watch and a route, for flows without a journal: {@code tekton-runs-source} is made of it. What
 * was told is remembered as long as the process lives, and only once the flow has taken it.
 */
public final class RunEvents implements CamelContextAware {

    private final InMemoryKnown known = new InMemoryKnown();
    private final Moments moments = new Moments();
    private final CloudEvents cloudEvents = new CloudEvents("", known);
    private @Nullable CamelContext camelContext;

    @Override
    public @Nullable CamelContext getCamelContext() {
        return camelContext;
    }

    @Override
    public void setCamelContext(@Nullable CamelContext camelContext) {
        this.camelContext = camelContext;
    }

    /** Everything that a change proves. */
    public Proof moments(Change change) {
        return moments.moments(change);
    }

    /** What of it is new, as CloudEvents. */
    public Batch cloudEvents(Proof proof) {
        return cloudEvents.cloudEvents(proof);
    }

    /** One message for each event, as it stands in every route of ours: data as body, attributes as headers. */
    public List<Message> messages(Batch batch) {
        Run run = batch.change().run();
        List<Message> messages = new ArrayList<>(batch.entries().size());
        for (Batch.Entry entry : batch.entries()) {
            CloudEvent event = entry.event();
            if (event != null && run != null) {
                messages.add(message(event, run.uid(), entry.moment()));
            }
        }
        return messages;
    }

    /** The flow has taken this one, so it is not told again, whatever becomes of those behind it. */
    public void taken(Exchange exchange) {
        if (exchange.getMessage() instanceof RunMessage message) {
            known.tell(message.uid, message.moment);
        }
    }

    /** The flow has taken all of it, so none of it is told again. */
    public void told(Batch batch) {
        Run run = batch.change().run();
        if (run != null) {
            batch.entries().forEach(entry -> known.tell(run.uid(), entry.moment()));
        }
    }

    private Message message(CloudEvent event, String uid, String moment) {
        Message message = new RunMessage(camelContext, uid, moment);
        CloudEventData data = event.getData();
        message.setBody(data == null ? null : data.toBytes());
        event.getAttributeNames().forEach(name -> header(message, name, event.getAttribute(name)));
        event.getExtensionNames().forEach(name -> header(message, name, event.getExtension(name)));
        return message;
    }

    private static void header(Message message, String name, @Nullable Object value) {
        if (value != null) {
            message.setHeader(
                    HeaderNames.of(name),
                    value instanceof OffsetDateTime time
                            ? DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time)
                            : value.toString());
        }
    }

    /** A message that knows which moment it tells; the copies that a flow works on do not. */
    private static final class RunMessage extends DefaultMessage {
        private final String uid;
        private final String moment;

        RunMessage(@Nullable CamelContext context, String uid, String moment) {
            super(context);
            this.uid = uid;
            this.moment = moment;
        }
    }
}
