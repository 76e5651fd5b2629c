package io.github.tektoncourier.offline;

import io.github.tektoncourier.kamelet.http.HttpRecorder;
import io.github.tektoncourier.kamelet.kafka.RecordingKafkaClients;
import io.github.tektoncourier.routes.RunningFile;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;

/** What surrounds a running service's routes in a trial: they send to a recorder, or really and with a look at answers. */
public final class RecordedNetwork {

    private final StepTrace trace = new StepTrace(false);
    private final BiConsumer<RecordedNetwork, CamelContext> parts;

    private RecordedNetwork(BiConsumer<RecordedNetwork, CamelContext> parts) {
        this.parts = parts;
    }

    /**
     * Lets nothing out, but to receivers of the trial's own.
     *
     * @param requests takes each request; called on the threads that deliver
     * @param own scheme, host and port of receivers that requests are passed on to, unrecorded
     * @param broker that records are passed on to; empty for none
     */
    public static RecordedNetwork recording(Consumer<RecordedRequest> requests, List<String> own, String broker) {
        return new RecordedNetwork((network, context) -> network.record(context, requests, own, broker));
    }

    /** Lets all out, and tells what was answered on the threads that deliver. */
    public static RecordedNetwork telling(Consumer<SentRequest> answers) {
        return new RecordedNetwork((network, context) -> AnswerListener.addTo(context, answers));
    }

    /**
     * Must come before the context starts.
     *
     * @param files that run; asked again when a step is met that is new
     */
    public void addTo(CamelContext context, Supplier<List<RunningFile>> files) {
        parts.accept(this, context);
        trace.follow(files);
        trace.addTo(context);
    }

    private void record(CamelContext context, Consumer<RecordedRequest> requests, List<String> own, String broker) {
        RequestRecorder recorder = new RequestRecorder(trace, requests);
        PassedOn passed = new PassedOn();
        HttpRecorder http =
                (host, request) -> own.contains(host) ? passed.take(host, request) : recorder.take(host, request);
        context.getRegistry().bind("httpRecorder", HttpRecorder.class, http);
        context.getRegistry()
                .bind(
                        "kafkaClients",
                        new RecordingKafkaClients(
                                (servers, topic, headers, value) ->
                                        recorder.add("produce", "kafka://" + servers + "/" + topic, headers, value),
                                broker));
        new EndpointRecorder(recorder, true).addTo(context);
    }
}
