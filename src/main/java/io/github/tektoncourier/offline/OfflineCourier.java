package io.github.tektoncourier.offline;

import io.github.tektoncourier.journal.Delivery;
import io.github.tektoncourier.journal.Journal;
import io.github.tektoncourier.journal.Outcome;
import io.github.tektoncourier.journal.StoredEvent;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.journal.Verdict;
import io.github.tektoncourier.journal.delivery.Classification;
import io.github.tektoncourier.kamelet.http.HttpRecorder;
import io.github.tektoncourier.kamelet.kafka.RecordingKafkaClients;
import io.github.tektoncourier.kamelet.kafka.SharedKafkaClients;
import io.github.tektoncourier.routes.RunningFile;
import io.github.tektoncourier.routes.SinkFiles;
import io.github.tektoncourier.routes.Validator;
import io.github.tektoncourier.routes.check.grammar.WrittenSteps;
import io.github.tektoncourier.slot.Slot;
import io.github.tektoncourier.slot.SlotReader;
import io.github.tektoncourier.slot.SlotReading;
import io.github.tektoncourier.text.LogText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * The users' real routes in a Camel context like the service's, between a journal that holds one event at a time and
 * recorders in the place of the network. One thread uses it at a time.
 */
public final class OfflineCourier {

    private final OfflineJournal journal = new OfflineJournal();
    private final StepTrace trace = new StepTrace(true);
    private final Classification classification = new Classification(Clock.systemUTC());
    private final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();
    private List<RunningFile> files = List.of();
    private @Nullable SinkFiles sinks;

    /** Puts the recorders in place. Must come before the context starts. */
    public void addTo(CamelContext context) {
        context.getRegistry().bind("journal", Journal.class, journal);
        RequestRecorder recorder = new RequestRecorder(trace, requests::add);
        context.getRegistry().bind("httpRecorder", HttpRecorder.class, recorder);
        context.getRegistry()
                .bind(
                        "kafkaClients",
                        new RecordingKafkaClients((servers, topic, headers, value) ->
                                recorder.add("produce", "kafka://" + servers + "/" + topic, headers, value)));
        new EndpointRecorder(recorder).addTo(context);
        trace.addTo(context);
    }

    /**
     * Lets routes really send. Must come before the context starts.
     *
     * @param answers takes what was answered to each send
     */
    public void addSendingTo(CamelContext context, Consumer<SentRequest> answers) {
        context.getRegistry().bind("journal", Journal.class, journal);
        context.getRegistry()
                .bind(
                        "kafkaClients",
                        new SharedKafkaClients(Runtime.getRuntime().maxMemory()));
        new EndpointRecorder(null).addTo(context);
        trace.addTo(context);
        AnswerListener.addTo(context, answers);
    }

    /**
     * Checks sink files as the service does, and starts those that nothing is wrong with.
     *
     * @param sinks of a context that this courier was added to, started
     * @throws IOException when a path is not there or cannot be listed
     */
    public Validator.Report load(SinkFiles sinks, List<Path> paths) throws IOException {
        this.sinks = sinks;
        Validator.Report report = new Validator(sinks).start(paths);
        files = sinks.running();
        trace.follow(() -> files);
        return report;
    }

    /** Takes out the files that run, with their routes, so that others may have the same names. */
    public void unload() {
        if (sinks != null) {
            sinks.unloadAll();
        }
        files = List.of();
    }

    /** Forgets all runs and what was told of them, as before the first event. */
    public void forgetRuns() {
        journal.forgetRuns();
    }

    /** Names of the subscriptions that run, in alphabetical order. */
    public List<String> subscriptions() {
        return List.copyOf(new TreeSet<>(journal.waiting().keySet()));
    }

    /** The file whose routes run as this subscription. */
    public Optional<String> fileOf(String subscription) {
        return file(subscription).map(RunningFile::file);
    }

    /** Files with a route that neither events of the journal nor steps of other routes begin. Such routes do not run here. */
    public List<String> notOfJournal() {
        return files.stream()
                .filter(file -> file.written().stream()
                        .flatMap(route -> route.from().stream())
                        .anyMatch(from -> !from.uri().matches("(?s)(direct|journal|kamelet):.*")))
                .map(RunningFile::file)
                .sorted()
                .toList();
    }

    /** The namespaces that a subscription asks for, as its file has them; empty for all. */
    public String namespacesOf(String subscription) {
        return from(subscription)
                .map(parameters -> parameters.getOrDefault("namespaces", ""))
                .orElse("");
    }

    /** The events of runs, which from now on are known to routes, too. */
    public RunEventList events(String cluster) {
        return new RunEventList(cluster, journal);
    }

    /**
     * What becomes of an event at a subscription: one answer, or one for each value of its slot.
     *
     * @throws IllegalArgumentException when no such subscription runs
     */
    public List<Explanation> deliver(String subscription, StoredEvent event) {
        OfflineJournal.Waiting waiting = journal.waiting().get(subscription);
        if (waiting == null) {
            throw new IllegalArgumentException("no subscription " + subscription + " runs");
        }
        trace.clear();
        requests.clear();
        Optional<String> clause = rejectedBy(waiting.settings(), event);
        if (clause.isPresent()) {
            return List.of(new Explanation.Filtered(clause(subscription, clause.get(), event)));
        }
        SlotReader slot = waiting.delivery().slot();
        return slot == null ? List.of(deliver(waiting.delivery(), event)) : divided(waiting.delivery(), slot, event);
    }

    private Explanation deliver(Delivery delivery, StoredEvent event) {
        try {
            return verdict(delivery.deliver(event));
        } catch (Exception e) {
            return failed(new Outcome.Failed(e, true));
        }
    }

    /** One delivery for each value of the slot; what is refused is told beside them. */
    private List<Explanation> divided(Delivery delivery, SlotReader slot, StoredEvent event) {
        String uid = event.attributes().getOrDefault("runuid", "");
        SlotReading reading = slot.read(
                event.attributes().getOrDefault("namespace", ""),
                journal.run(uid).orElse(null));
        List<Explanation> parts = new ArrayList<>();
        for (SlotReading.RefusedValue refused : reading.refused()) {
            parts.add(new Explanation.Filtered("slot " + slot.slot().name() + ": " + refused));
        }
        if (!reading.lacking().isEmpty()) {
            parts.add(new Explanation.Failed(reading.lacking(), true, List.of()));
        } else if (reading.values().isEmpty() && reading.refused().isEmpty()) {
            parts.add(new Explanation.Filtered(
                    "slot: nothing fills the slot " + slot.slot().name() + " (annotation " + Slot.PREFIX
                            + slot.slot().name() + " of the run or its namespace)"));
        }
        for (String value : reading.values()) {
            trace.clear();
            requests.clear();
            parts.add(deliver(
                    delivery,
                    new StoredEvent(event.sequence(), event.attributes(), event.data(), event.trim(), value)));
        }
        return parts;
    }

    private Explanation verdict(Outcome outcome) {
        if (outcome instanceof Outcome.Failed failed) {
            return failed(failed);
        }
        return outcome instanceof Outcome.Filtered
                ? new Explanation.Filtered(FilteredWords.of(trace.visits()))
                : new Explanation.Sent(List.copyOf(requests));
    }

    private Explanation failed(Outcome.Failed failed) {
        Verdict verdict = classification.of(failed);
        return new Explanation.Failed(verdict.brief(), verdict.forGood(), List.copyOf(requests));
    }

    private static Optional<String> rejectedBy(SubscriptionSettings settings, StoredEvent event) {
        Map<String, String> attributes = event.attributes();
        return settings.rejectedBy(
                attributes.getOrDefault("type", ""),
                attributes.getOrDefault("namespace", ""),
                attributes.getOrDefault("kind", ""),
                attributes.getOrDefault("outcome", ""));
    }

    private String clause(String subscription, String clause, StoredEvent event) {
        String attribute = clause.substring(0, clause.length() - 1);
        String value = event.attributes().getOrDefault(attribute, "");
        Optional<String> written = from(subscription)
                .map(parameters -> parameters.getOrDefault(clause, clause.equals("types") ? "dev.tekton.event.*" : ""));
        return clause + written.map(text -> ": \"" + text + "\"").orElse("") + " (its " + attribute + " is "
                + (value.isEmpty() ? "not set" : LogText.quoted(value)) + ")";
    }

    /** What stands below the source of a subscription. */
    private Optional<Map<String, String>> from(String subscription) {
        return file(subscription).stream()
                .flatMap(file -> file.written().stream())
                .flatMap(route -> route.from().stream())
                .map(WrittenSteps.Address::parameters)
                .filter(parameters ->
                        subscription.equals(parameters.get("subscription")) || subscriptionsOf(subscription) == 1)
                .findFirst();
    }

    private int subscriptionsOf(String subscription) {
        return file(subscription).map(file -> file.subscriptions().size()).orElse(0);
    }

    private Optional<RunningFile> file(String subscription) {
        return files.stream()
                .filter(file -> file.subscriptions().contains(subscription))
                .findFirst();
    }
}
