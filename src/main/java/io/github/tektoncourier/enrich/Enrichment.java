package io.github.tektoncourier.enrich;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.run.KubernetesEvent;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.run.RunReader;
import io.github.tektoncourier.run.Text;
import io.github.tektoncourier.run.UnreadableException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns a core Event into Event and run: from the journal's latest snapshot, else from the API server, which the route
 * asks in between ({@link #lacksRun}, then {@link #withFetched} or {@link #notFetched}), else with what the Event says.
 */
public final class Enrichment {

    private static final Logger LOG = LoggerFactory.getLogger(Enrichment.class);
    private static final ObjectMapper JSON = new JsonMapper();

    /** Who reports on the sending of events; carried on, each such Event would lead to the next. */
    private static final Set<String> LOOPS = Set.of("CloudEventSent", "CloudEventFailed", "Cloud Event Failure");

    private static final String OURSELVES = "tekton-courier";

    private final Known known;
    private final Answers answers;
    private final Map<String, Outage> outages = new ConcurrentHashMap<>();
    private final Clock clock;

    public Enrichment(Known known) {
        this(known, Clock.systemUTC());
    }

    /** With a clock of its own, by which answers of the API server grow old. */
    public Enrichment(Known known, Clock clock) {
        this.known = known;
        this.answers = new Answers(clock);
        this.clock = clock;
    }

    /** The change with its run where that is at hand; what is not to be told becomes a bare position. */
    public Change enrich(Change change) {
        KubernetesEvent event = change.event();
        if (event == null) {
            return change;
        }
        RunKind kind = Involved.kind(event).orElse(null);
        if (kind == null || change.type() == Change.Type.DELETED || loops(event)) {
            return dropped(change);
        }
        if (change.silent()) {
            return change.withRun(Involved.bare(kind, event));
        }
        Optional<Run> run = stored(kind, event);
        return run.map(change::withRun).orElse(change);
    }

    /** Whether the API server should be asked. */
    public boolean lacksRun(Change change) {
        return change.event() != null
                && change.run() == null
                && answers.of(change.event().involved().uid()).isEmpty()
                && !outage(change.event()).lasts();
    }

    /** What to ask the API server for. */
    public @Nullable RunKind kind(Change change) {
        return change.event() == null ? null : Involved.kind(change.event()).orElse(null);
    }

    /** The change with the run that the API server gave, unless that is another run of the same name. */
    public Change withFetched(Change change, @Nullable Map<String, ?> object) {
        KubernetesEvent event = change.event();
        if (event == null) {
            return change;
        }
        outage(event).over();
        answers.put(event.involved().uid(), object == null ? null : fetched(event, object));
        return withAnswer(change);
    }

    /** The change without a run, because the API server has none of that name. */
    public Change gone(Change change) {
        return withFetched(change, null);
    }

    /** The change without a run, because the API server did not answer; an Event is never held back for that. */
    public Change notFetched(Change change, Throwable why) {
        KubernetesEvent event = change.event();
        if (event != null) {
            outage(event).begins(event, why);
        }
        return withAnswer(change);
    }

    /** The change with what the API server lately said, else with what the Event itself says of its run. */
    public Change withAnswer(Change change) {
        KubernetesEvent event = change.event();
        if (event == null || change.run() != null) {
            return change;
        }
        Optional<RunKind> kind = Involved.kind(event);
        if (kind.isEmpty()) {
            return dropped(change);
        }
        return change.withRun(answers.of(event.involved().uid())
                .flatMap(answer -> answer)
                .orElseGet(() -> Involved.bare(kind.get(), event)));
    }

    /** One for each kind, because a courier may be allowed to get some and not others. */
    private Outage outage(KubernetesEvent event) {
        String kind = Involved.kind(event).map(RunKind::plural).orElse("runs");
        return outages.computeIfAbsent(kind, plural -> new Outage(plural + "." + RunKind.GROUP, clock));
    }

    private static boolean loops(KubernetesEvent event) {
        return LOOPS.contains(event.reason()) || event.component().equals(OURSELVES);
    }

    /** An object found by a list is no position to resume from, so it stays what it was. */
    private static Change dropped(Change change) {
        return change.type() == Change.Type.LISTED
                ? new Change(change.scope(), change.type(), change.resourceVersion(), change.silent(), null, null)
                : Change.ofScope(change.scope(), Change.Type.BOOKMARK, change.resourceVersion());
    }

    private Optional<Run> stored(RunKind kind, KubernetesEvent event) {
        return known.latest(event.involved().uid()).flatMap(json -> read(kind, event, json));
    }

    private static @Nullable Run fetched(KubernetesEvent event, Map<String, ?> object) {
        if (object.isEmpty()) {
            return null;
        }
        try {
            byte[] json = JSON.writeValueAsBytes(object);
            return Involved.kind(event)
                    .flatMap(kind -> read(kind, event, json))
                    .filter(run -> run.uid().equals(event.involved().uid()))
                    .orElse(null);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what came as JSON goes as JSON", e);
        }
    }

    private static Optional<Run> read(RunKind kind, KubernetesEvent event, byte[] json) {
        try {
            return Optional.of(RunReader.read(kind, json, 0, json.length));
        } catch (UnreadableException e) {
            LOG.warn(
                    "The run of core Event {} is unreadable, so the Event goes out without it. {}",
                    Text.quoted(event.namespace() + "/" + event.name()),
                    e.getMessage());
            return Optional.empty();
        }
    }
}
