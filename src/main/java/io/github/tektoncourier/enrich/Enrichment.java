package io.github.tektoncourier.enrich;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.run.KnownRun;
import io.github.tektoncourier.run.KubernetesEvent;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.text.LogText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns a core Event into Event and run: from the journal's latest snapshot, else from the API server, which the route
 * asks in between ({@link #lacksRun}, then {@link #withFetched} or {@link #notFetched}), else with what the Event says.
 */
public final class Enrichment {

    /** Reporters of sent events: carried on, each such Event would lead to the next. */
    private static final Set<String> LOOPS = Set.of("CloudEventSent", "CloudEventFailed", "Cloud Event Failure");

    private static final String OURSELVES = "tekton-courier";

    /** By how much a node's clock may be behind the API server's. */
    private static final Duration SKEW = Duration.ofSeconds(2);

    /** Waits that together last as long as a commit on a busy disk. */
    private static final Duration BRIEFLY = Duration.ofMillis(20);

    private static final int TRIES = 50;

    /** Events' times have no fractions. */
    private static final Duration WHOLE_SECOND = Duration.ofSeconds(1);

    private static final Duration REMINDER = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(Enrichment.class);

    private final Known known;
    private final Pause pause;
    private final KnownAnswers answers;
    private final PodRuns podRuns;
    private final Map<RunKind, Outage> outages = new ConcurrentHashMap<>();
    private final Map<Drop, LongAdder> drops = new EnumMap<>(Drop.class);
    private final Clock clock;
    private final LookupPacing pacing;
    private Instant said = Instant.MIN;

    /**
     * Makes the stage.
     *
     * @param labelSelector which runs are watched, a part of their scopes' names; empty for all
     * @param clock by which answers of the API server expire
     * @param pause between questions for a pod's run
     */
    public Enrichment(Known known, String labelSelector, Clock clock, Pause pause) {
        this.known = known;
        this.pause = pause;
        this.answers = new KnownAnswers(clock);
        this.podRuns = new PodRuns(known, labelSelector, clock, pause);
        this.clock = clock;
        this.pacing = new LookupPacing(clock);
        for (Drop reason : Drop.values()) {
            drops.put(reason, new LongAdder());
        }
    }

    /**
     * The change with its run, complete where the journal has it. An Event that is not told becomes a bare position.
     */
    public Change enrich(Change change) {
        KubernetesEvent event = change.event();
        if (event == null) {
            return change;
        }
        if (change.type() == Change.Type.DELETED || loops(event)) {
            return dropped(change);
        }
        boolean pod = event.involved().isPod();
        Optional<KnownRun> about =
                pod ? podRuns.of(change, event) : event.involved().run();
        if (about.isEmpty()) {
            if (pod) {
                count(change, PodRuns.couldBeTektons(event.involved().name()) ? Drop.UNKNOWN_POD : Drop.FOREIGN_POD);
            }
            return dropped(change);
        }
        Run bare = about.get().unseen();
        return change.silent()
                ? change.withRun(bare)
                : with(change, event, stored(about.get(), event).orElse(bare));
    }

    /** How many core Events about pods went no further, by reason. */
    public long dropped(Drop reason) {
        LongAdder count = drops.get(reason);
        return count == null ? 0 : count.sum();
    }

    /** Whether the API server should be asked. Takes one of the limited turns. */
    public boolean lacksRun(Change change) {
        Run run = change.run();
        return change.event() != null
                && run != null
                && run.json().length == 0
                && !change.silent()
                && answers.of(run.uid()).isEmpty()
                && !outage(run).lasts()
                && turn(run);
    }

    private boolean turn(Run run) {
        boolean granted = pacing.take(run.namespace());
        if (!granted) {
            sayTooMany(run);
        }
        return granted;
    }

    private synchronized void sayTooMany(Run run) {
        Instant now = clock.instant();
        if (now.isAfter(said.equals(Instant.MIN) ? said : said.plus(REMINDER))) {
            said = now;
            LOG.warn(
                    "More core Events name runs that the courier does not know than the API server is asked about (one"
                            + " a second for a namespace, five for all), e.g. in namespace {}. The others are told without"
                            + " their run.",
                    LogText.quoted(run.namespace()));
        }
    }

    /** The change with the run that the API server gave, unless that is another run of the same name. */
    public Change withFetched(Change change, @Nullable Map<String, ?> object) {
        KubernetesEvent event = change.event();
        Run run = change.run();
        if (event == null || run == null) {
            return change;
        }
        outage(run).over();
        answers.put(run.uid(), object == null ? null : RunBodies.fetched(run, event, object));
        return withAnswer(change);
    }

    /** The change without a run, because the API server has none of that name. */
    public Change gone(Change change) {
        return withFetched(change, null);
    }

    /** The change without a run, because the API server did not answer; an Event is never held back for that. */
    public Change notFetched(Change change, Throwable why) {
        Run run = change.run();
        if (run != null && unreadable(why)) {
            answers.put(run.uid(), null); // the failure of one object, not of the API server
        } else if (run != null) {
            outage(run).begins(run, why);
        }
        return withAnswer(change);
    }

    /** The change with the last answer of the API server, else with what the ledger knows of the run. */
    public Change withAnswer(Change change) {
        KubernetesEvent event = change.event();
        Run run = change.run();
        if (event == null || run == null || run.json().length > 0 || change.silent()) {
            return change;
        }
        return answers.of(run.uid())
                .flatMap(answer -> answer)
                .map(answer -> with(change, event, answer))
                .orElse(change);
    }

    private static boolean unreadable(Throwable why) {
        Throwable cause = why;
        for (int i = 0; i < 16 && cause != null; i++) {
            if (cause instanceof JsonProcessingException) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /** A pod's name returns with its run's name, and a late Event must not be told of a later run. */
    private Change with(Change change, KubernetesEvent event, Run run) {
        boolean earlier = event.involved().isPod()
                && event.time() != null
                && run.created() != null
                && event.time().plus(SKEW).isBefore(run.created());
        if (earlier) {
            count(change, Drop.EARLIER_POD);
            return dropped(change);
        }
        return change.withRun(run);
    }

    private void count(Change change, Drop reason) {
        LongAdder count = drops.get(reason);
        if (count != null && !change.silent()) {
            count.increment();
        }
    }

    /** One outage for each kind, because the right to get may exist for some kinds only. */
    private Outage outage(Run run) {
        return outages.computeIfAbsent(run.kind(), kind -> new Outage(kind.plural() + "." + RunKind.GROUP, clock));
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

    /**
     * The journal's snapshot. A controller records its Events beside its writes, so a young one may be here before the
     * change that it is about is durable; to wait for that costs less than to ask the API server for each.
     */
    private Optional<Run> stored(KnownRun about, KubernetesEvent event) {
        Optional<byte[]> json = known.latest(about.uid());
        Instant now = clock.instant();
        Instant time = event.time() == null ? Instant.MIN : event.time();
        boolean young = time.plus(WHOLE_SECOND).isAfter(now.minus(BRIEFLY.multipliedBy(TRIES)));
        boolean worthIt = young && answers.of(about.uid()).isEmpty();
        for (int i = 0; worthIt && json.isEmpty() && i < TRIES; i++) {
            if (!pause.take(BRIEFLY)) {
                throw new IllegalStateException(
                        "the courier stops; this core Event is read again after the next start");
            }
            json = known.latest(about.uid());
        }
        return json.flatMap(bytes -> RunBodies.read(about.kind(), event, bytes));
    }
}
