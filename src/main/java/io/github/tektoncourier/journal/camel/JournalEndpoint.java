package io.github.tektoncourier.journal.camel;

import io.github.tektoncourier.egress.EgressRules;
import io.github.tektoncourier.egress.EgressVerdict;
import io.github.tektoncourier.filter.Globs;
import io.github.tektoncourier.journal.StartFrom;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.slot.NamespaceAnnotations;
import io.github.tektoncourier.slot.RefusalNotice;
import io.github.tektoncourier.slot.Slot;
import io.github.tektoncourier.slot.SlotReader;
import io.github.tektoncourier.text.EncodedText;
import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.text.Rate;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.Registry;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * Append Tekton events durably and exactly once, or subscribe to them by name with retry, order and dead letters.
 *
 * <p>The producer takes a {@code io.github.tektoncourier.cloudevent.Batch}; a consumer's message is one CloudEvent: its
 * data as bytes, its attributes as {@code CamelCloudEvent*} headers.
 */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "journal",
        title = "Journal",
        syntax = "journal:topic",
        category = {Category.MESSAGING})
public class JournalEndpoint extends DefaultEndpoint {
    static final String EVENTS = "events";

    @UriPath(enums = "events", description = "What the journal holds.")
    @Metadata(required = true)
    private String topic = EVENTS;

    @UriParam(
            label = "consumer",
            description =
                    "Name of the subscription. Position, counters and dead letters belong to it, so keep it when the"
                            + " route changes. Required to consume.")
    private String subscription = "";

    @UriParam(
            label = "consumer",
            defaultValue = SubscriptionSettings.TEKTON_TYPES,
            description = "Globs over event types, separated by comma; a lone star means all.")
    private String types = SubscriptionSettings.TEKTON_TYPES;

    @UriParam(label = "consumer", description = "Globs over namespaces, separated by comma. All when empty.")
    private String namespaces = "";

    @UriParam(
            label = "consumer",
            description = "Globs over kinds (taskrun, pipelinerun, customrun), separated by comma. All when empty.")
    private String kinds = "";

    @UriParam(
            label = "consumer",
            description =
                    "Globs over outcomes (success, failure, cancelled, timeout, error), separated by comma; events"
                            + " that are no end have none and are left out. All events when empty.")
    private String outcomes = "";

    @UriParam(
            label = "consumer",
            defaultValue = "now",
            description = "Where a new subscription begins: now, earliest, or a duration back such as 2h.")
    private String startFrom = "now";

    @UriParam(
            label = "consumer",
            defaultValue = "24h",
            description =
                    "How long an event is tried again while the sink takes others, before it becomes a dead letter;"
                            + " forever never gives up.")
    private String retryFor = "24h";

    @UriParam(
            label = "consumer",
            defaultValue = "8",
            description = "How many runs are delivered at a time. Events of one run never overtake each other.")
    private int lanes = SubscriptionSettings.DEFAULT_LANES;

    @UriParam(
            label = "consumer",
            description = "How many deliveries begin in a second, a minute or an hour: 10/s, 100/m, 1000/h. Without: no"
                    + " limit.")
    private String rateLimit = "";

    @UriParam(
            label = "consumer",
            description =
                    "How many deliveries may begin at once after a pause, with rateLimit. Without: a tenth of what may"
                            + " begin in a second, at least 1.")
    private String rateBurst = "";

    @UriParam(
            label = "consumer,advanced",
            description =
                    "A bean of the class io.github.tektoncourier.journal.camel.SlotParameters: annotations of runs and"
                            + " namespaces divide each event into deliveries.")
    private @Nullable SlotParameters slot;

    JournalEndpoint(String uri, JournalComponent component) {
        super(uri, component);
    }

    /** Refuses what means nothing, before anything starts. */
    void check() {
        if (!topic.equals(EVENTS)) {
            throw new IllegalArgumentException(
                    "journal:" + LogText.line(topic, 60) + " does not exist: use journal:events");
        }
        if (!subscription.isEmpty()) {
            settings();
            slotReader();
        }
    }

    /** Reads the values of the subscription's slot; absent where it has none. */
    @Nullable
    SlotReader slotReader() {
        if (slot == null) {
            return null;
        }
        Registry registry = getCamelContext().getRegistry();
        EgressRules bound = registry.findSingleByType(EgressRules.class);
        EgressRules rules = bound == null
                ? EgressRules.configured(getCamelContext().getPropertiesComponent()::resolveProperty)
                : bound;
        NamespaceAnnotations namespaces = registry.findSingleByType(NamespaceAnnotations.class);
        RefusalNotice notice = registry.findSingleByType(RefusalNotice.class);
        boolean exact = registry.lookupByName(EncodedText.EXACT) != null;
        return slot.read(
                        address -> rules.check(address) instanceof EgressVerdict.Refused refused
                                ? Optional.of(refused.why())
                                : Optional.empty(),
                        exact)
                .map(read -> new SlotReader(
                        read,
                        namespaces == null ? NamespaceAnnotations.NONE : namespaces,
                        notice == null ? RefusalNotice.NONE : notice))
                .orElse(null);
    }

    /** What is said where a slot waits for annotations of namespaces and nothing here reads them; empty elsewhere. */
    Optional<String> unreadOrigin(SlotReader reader) {
        boolean read = getCamelContext().getRegistry().findSingleByType(NamespaceAnnotations.class) != null;
        return read || !reader.slot().from().contains(Slot.Origin.NAMESPACE)
                ? Optional.empty()
                : Optional.of("The slot " + reader.slot().name() + " of the subscription " + subscription
                        + " is not filled by namespaces: only the courier's service reads their annotations. Write"
                        + " slotFrom: run, or bind a bean of " + NamespaceAnnotations.class.getName() + ".");
    }

    SubscriptionSettings settings() {
        if (subscription.isBlank()) {
            throw new IllegalArgumentException("journal:events needs a subscription to consume from it: a name that"
                    + " keeps position and dead letters, e.g. subscription: audit");
        }
        return SubscriptionSettings.named(subscription)
                .withFilters(
                        Globs.of(types.isBlank() ? SubscriptionSettings.TEKTON_TYPES : types),
                        Globs.of(namespaces),
                        Globs.of(singular(kinds)),
                        Globs.ofPresent(outcomes))
                .withStartFrom(StartFrom.parse(startFrom))
                .withRetryFor(SubscriptionSettings.retryFor(retryFor))
                .withLanes(lanes)
                .withRate(Rate.parse(rateLimit, rateBurst));
    }

    /** {@code TaskRun} and {@code taskruns}, as other settings call it, mean {@code taskrun}. */
    private static String singular(String kinds) {
        return Arrays.stream(kinds.split(",", -1))
                .map(String::strip)
                .map(word -> RunKind.of(word).map(RunKind::lower).orElse(word.toLowerCase(Locale.ROOT)))
                .collect(Collectors.joining(","));
    }

    @Override
    public Producer createProducer() {
        return new JournalProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        JournalConsumer consumer = new JournalConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public JournalComponent getComponent() {
        return (JournalComponent) super.getComponent();
    }

    public String getTopic() {
        return topic;
    }

    public void setTopic(String topic) {
        this.topic = topic;
    }

    public String getSubscription() {
        return subscription;
    }

    public void setSubscription(String subscription) {
        this.subscription = subscription;
    }

    public String getTypes() {
        return types;
    }

    public void setTypes(String types) {
        this.types = types;
    }

    public String getNamespaces() {
        return namespaces;
    }

    public void setNamespaces(String namespaces) {
        this.namespaces = namespaces;
    }

    public String getKinds() {
        return kinds;
    }

    public void setKinds(String kinds) {
        this.kinds = kinds;
    }

    public String getOutcomes() {
        return outcomes;
    }

    public void setOutcomes(String outcomes) {
        this.outcomes = outcomes;
    }

    public String getStartFrom() {
        return startFrom;
    }

    public void setStartFrom(String startFrom) {
        this.startFrom = startFrom;
    }

    public String getRetryFor() {
        return retryFor;
    }

    public void setRetryFor(String retryFor) {
        this.retryFor = retryFor;
    }

    public @Nullable SlotParameters getSlot() {
        return slot;
    }

    public void setSlot(@Nullable SlotParameters slot) {
        this.slot = slot;
    }

    public int getLanes() {
        return lanes;
    }

    public void setLanes(int lanes) {
        this.lanes = lanes;
    }

    public String getRateLimit() {
        return rateLimit;
    }

    public void setRateLimit(String rateLimit) {
        this.rateLimit = rateLimit;
    }

    public String getRateBurst() {
        return rateBurst;
    }

    public void setRateBurst(String rateBurst) {
        this.rateBurst = rateBurst;
    }
}
