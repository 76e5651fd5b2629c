package io.github.tektoncourier.offline;

import io.github.tektoncourier.routes.RunningFile;
import io.github.tektoncourier.routes.check.grammar.WrittenSteps.WrittenStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeSendingEvent;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.EventNotifierSupport;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.jspecify.annotations.Nullable;

/** Follows one event at a time through the steps of the users' files, and knows which step a send belongs to. */
final class StepTrace extends EventNotifierSupport implements InterceptStrategy {

    private static final String STEP = "TektonCourierStep";

    private final boolean keepsVisits;
    private final Map<ProcessorDefinition<?>, Optional<Place>> written = new ConcurrentHashMap<>();
    private volatile Supplier<List<RunningFile>> files = List::of;
    private final List<Visit> visits = new CopyOnWriteArrayList<>();

    @SuppressWarnings("ThreadLocalUsage") // each trial has its own
    private final ThreadLocal<Exchange> sending = new ThreadLocal<>();

    /** @param keepsVisits whether the steps of an event are wanted in order: where only one event is under way */
    StepTrace(boolean keepsVisits) {
        this.keepsVisits = keepsVisits;
    }

    /** Where a step stands. */
    record Place(String file, WrittenStep written) {}

    /**
     * A step that an event came to.
     *
     * @param file name of its file
     * @param written the step as its file has it
     * @param event as it came here
     * @param seen what decides there, with the values of this event; empty where nothing does
     */
    record Visit(ProcessorDefinition<?> step, String file, WrittenStep written, SentEvent event, String seen) {

        /** Line of the step in its file. */
        int line() {
            return written.line();
        }
    }

    /** Must come before any route is added. */
    void addTo(CamelContext context) {
        context.getCamelContextExtension().addInterceptStrategy(this);
        start();
        context.getManagementStrategy().addEventNotifier(this);
    }

    /** Which files run. Asked again for each step that is new, because files come and go. */
    void follow(Supplier<List<RunningFile>> running) {
        files = running;
    }

    private synchronized Optional<Place> asked(ProcessorDefinition<?> step) {
        Optional<Place> known = written.get(step);
        if (known == null) {
            written.clear();
            files.get().forEach(file -> file.steps()
                    .forEach((one, there) -> written.put(one, Optional.of(new Place(file.file(), there)))));
            known = written.getOrDefault(step, Optional.empty());
            written.put(step, known);
        }
        return known;
    }

    /** Forgets the last event. */
    void clear() {
        visits.clear();
    }

    /** The steps of the last event, in order. */
    List<Visit> visits() {
        return new ArrayList<>(visits);
    }

    /** The step whose send runs on this thread. */
    Optional<Visit> sendingStep() {
        return Optional.ofNullable(sending.get()).map(exchange -> exchange.getProperty(STEP, Visit.class));
    }

    /** The step that a send belongs to. */
    static Optional<Visit> stepOf(Exchange exchange) {
        return Optional.ofNullable(exchange.getProperty(STEP, Visit.class));
    }

    /** What runs on this thread is a send of it. */
    Optional<Exchange> sendingExchange() {
        return Optional.ofNullable(sending.get());
    }

    @Override
    public boolean isEnabled(CamelEvent event) {
        return event instanceof ExchangeSendingEvent;
    }

    @Override
    public void notify(CamelEvent event) {
        if (event instanceof ExchangeSendingEvent send) {
            sending.set(send.getExchange());
        }
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, @Nullable Processor nextTarget) {
        return definition instanceof ProcessorDefinition<?> step ? new Followed(target, step) : target;
    }

    private final class Followed extends DelegateAsyncProcessor {
        private final ProcessorDefinition<?> step;

        private Followed(Processor target, ProcessorDefinition<?> step) {
            super(target);
            this.step = step;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            Optional<Place> known = written.get(step);
            Place here = (known == null ? asked(step) : known).orElse(null);
            if (here != null) {
                String seen = keepsVisits ? Seen.at(step, exchange) : "";
                Visit visit = new Visit(step, here.file(), here.written(), SentEvent.of(exchange), seen);
                if (keepsVisits) {
                    visits.add(visit);
                }
                exchange.setProperty(STEP, visit);
            }
            return super.process(exchange, callback);
        }
    }
}
