package io.github.tektoncourier.watch;

import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.run.RunKind;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Follows one scope for ever, on a thread of its own: from the stored position, else from a list. Whatever fails is said
 * and tried again; nothing but {@link #stop()} ends it.
 */
final class ScopeWatcher implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ScopeWatcher.class);
    private static final Duration DENIED_CAP = Duration.ofSeconds(10);

    private final ApiServer api;
    private final Resource resource;
    private final ClusterIdentity cluster;
    private final History history;
    private final Known known;
    private final Announce announce;
    private final Handover handover;
    private final Pulse pulse;
    private final RandomGenerator random;
    private final Backoff backoff;
    private final Complaints complaints;
    private final Recheck recheck;
    private final Losses losses = new Losses();
    private final Clock clock;
    private final Thread thread;

    private @Nullable ScopeList listing; // in pages, and not at its end yet
    private @Nullable ScopeList coming; // as a stream that did not open yet
    private @Nullable Instant unsureSince; // whether the API server is still as far as we have seen it
    private boolean closedAtOnce;
    private int doubts; // watches in a row that the server ended as if our place were lost
    private volatile boolean stopped;

    ScopeWatcher(
            ApiServer api,
            Resource resource,
            ClusterIdentity cluster,
            History history,
            Known known,
            Announce announce,
            Handover handover,
            Pulse pulse,
            Clock clock,
            RandomGenerator random) {
        this.api = api;
        this.resource = resource;
        this.cluster = cluster;
        this.history = history;
        this.known = known;
        this.announce = announce;
        this.handover = handover;
        this.pulse = pulse;
        this.random = random;
        this.clock = clock;
        this.unsureSince = clock.instant();
        this.backoff = new Backoff(random);
        this.complaints = new Complaints(LOG, clock, resource.words());
        this.recheck = new Recheck(clock);
        this.thread = new Thread(this, "watch " + resource.words());
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Closes the connection at once. */
    void stop() {
        stopped = true;
        handover.stop(thread);
    }

    void join(Duration patience) throws InterruptedException {
        thread.join(patience.toMillis());
    }

    WatchState state() {
        return pulse.state();
    }

    @Override
    public void run() {
        try {
            Following following = null;
            while (!stopped) {
                try {
                    following = following == null ? begin() : following;
                    following.round();
                } catch (ApiException e) {
                    failed(e, following);
                } catch (RuntimeException | Error e) { // even without room for a thread: a watch that ends is silent
                    LOG.debug("Unexpected in the watch of {}", resource.words(), e);
                    String words = "failed unexpectedly (" + Plain.reason(e) + ")";
                    failed(new ApiException(ApiException.Kind.PASSING, words), following);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("Watch of {} ends", resource.words());
        } finally {
            pulse.stopped();
        }
    }

    private Following begin() throws ApiException, InterruptedException {
        var scope = resource.scope(cluster.get());
        return new Following(new Place(scope, known.position(scope)));
    }

    private void failed(ApiException trouble, @Nullable Following following) throws InterruptedException {
        unsureSince = closedAtOnce ? unsureSince : clock.instant();
        closedAtOnce = false;
        ScopeList interrupted = listing;
        if (interrupted != null) {
            interrupted.failed(trouble);
        }
        boolean gone = trouble.kind() == ApiException.Kind.GONE;
        if (gone && following != null) {
            following.relist();
        }
        boolean expected = trouble.kind() == ApiException.Kind.SILENT && interrupted == null;
        Duration rest = gone ? losses.rest(clock.instant()) : Duration.ZERO;
        if (expected || (gone && doubts++ == 0 && rest.isZero())) {
            // Routine for resources that nobody touches, of which some servers send no bookmarks.
            if (expected) {
                pulse.silent(trouble.words());
            }
            LOG.atLevel(gone && resource.runs() != null ? Level.INFO : Level.DEBUG)
                    .log("Watch of {}: begins anew, {}", resource.words(), trouble.words());
        } else {
            complainAndWait(trouble, rest);
        }
    }

    private void complainAndWait(ApiException trouble, Duration atLeast) throws InterruptedException {
        boolean absent = trouble.kind() == ApiException.Kind.ABSENT;
        boolean denied = trouble.kind() == ApiException.Kind.DENIED;
        Duration wait = backoff.next(absent || denied ? DENIED_CAP : Backoff.CAP);
        pulse.waiting(trouble.words(), absent);
        if (backoff.failures() > 1 || absent || denied) {
            complaints.about(trouble.words());
        }
        Thread.sleep(Stream.of(wait, trouble.retryAfter(), atLeast)
                .mapToLong(Duration::toMillis)
                .max()
                .orElse(0));
    }

    private void healthy() {
        doubts = 0;
        backoff.reset();
        if (pulse.healthy()) {
            complaints.over();
        }
    }

    /** The scope once it is known which cluster it belongs to. */
    private final class Following {
        private static final Duration INSTANT = Duration.ofSeconds(2);
        private static final int INSTANT_CLOSES = 3;
        private static final Duration PACE = Duration.ofSeconds(1);
        private static final int LONGEST_DOUBLING = 4;
        private static final int LONGEST_FRAME = 64 * 1024 * 1024;

        private final Place place;
        private final Intake intake;
        private final WatchFrames frames;
        private final Streams streams = new Streams(resource);
        private final Existence existence;
        private int undecided;

        Following(Place place) {
            this.place = place;
            this.existence = new Existence(api, resource);
            this.intake = new Intake(resource, place, handover, pulse, existence);
            this.frames = new WatchFrames(resource, place, intake, ScopeWatcher.this::healthy);
        }

        void round() throws ApiException, InterruptedException {
            boolean listedBefore = place.baseline && listing == null;
            if (place.version.isEmpty() && listedBefore && streams.wanted()) {
                stream();
                return;
            }
            if (place.version.isEmpty()) {
                list();
            }
            watch();
        }

        void relist() {
            place.lost();
            listing = null;
            coming = null;
        }

        private void list() throws ApiException, InterruptedException {
            ScopeList current = listing;
            pulse.listing(current == null);
            if (current == null) {
                current = newList();
                listing = current;
            }
            current.read(pulse);
            listing = null;
            listed(current);
        }

        private void listed(ScopeList list) {
            unsureSince = null;
            undecided += list.undecided();
            streams.listed();
            if (doubts == 0) {
                healthy();
            }
        }

        /** List and watch in one. A list that did not come to its end leaves no place to resume from. */
        private void stream() throws ApiException, InterruptedException {
            pulse.listing(coming == null);
            ScopeList list = coming == null ? newList() : coming;
            coming = list;
            list.beginStream();
            StreamFrames both = new StreamFrames(resource, list, frames.begin(), () -> {
                listed(list);
                pulse.watching();
            });
            Instant opened = clock.instant();
            ApiStream stream;
            try {
                stream = api.stream(resource, seconds());
            } catch (ApiException e) {
                if (streams.refusedBy(e)) {
                    coming = null;
                    listing = list;
                    return;
                }
                throw e;
            }
            coming = null;
            boolean ended;
            try (stream) {
                ended = follow(stream, new LineSplitter(LONGEST_FRAME, both));
            } finally {
                if (!both.complete()) {
                    streams.broke();
                    relist();
                }
            }
            if (ended) {
                closed(Duration.between(opened, clock.instant()), both.complete());
            }
        }

        private ScopeList newList() {
            RunKind runs = resource.runs();
            if (runs == null || !place.baseline) {
                return ScopeList.plain(api, resource, intake, place.baseline ? null : announce);
            }
            EndEvents ends = known.reached(place.scope)
                    .map(reached -> new EndEvents(api, runs, resource, reached, clock, pulse))
                    .orElse(null);
            return ScopeList.again(
                    api, resource, intake, new Absences(resource, place, known, intake, existence, ends, clock));
        }

        /** Changes that were set aside and absences that stayed open are for the next list. */
        private int unsettled() {
            int open = undecided;
            undecided = 0;
            return open + handover.takeSetAside();
        }

        private void watch() throws ApiException, InterruptedException {
            Instant unsure = unsureSince;
            if (unsure != null) {
                history.mustReach(resource, place.version, unsure, pulse);
                unsureSince = null;
            }
            LineSplitter splitter = new LineSplitter(LONGEST_FRAME, frames.begin());
            Instant opened = clock.instant();
            boolean ended;
            try (ApiStream stream = api.watch(resource, place.version, seconds())) {
                pulse.watching();
                ended = follow(stream, splitter);
            }
            if (ended) {
                closed(Duration.between(opened, clock.instant()), frames.count() > 0);
            }
        }

        private int seconds() {
            return resource.minSeconds() + random.nextInt(resource.maxSeconds() - resource.minSeconds() + 1);
        }

        /** Reads to the end; false when there is to be a list before that. */
        private boolean follow(ApiStream stream, LineSplitter splitter) throws ApiException, InterruptedException {
            BooleanSupplier recheckIsDue = () -> recheck.isDue(unsettled());
            for (ByteBuffer chunk = stream.next(resource.silence());
                    chunk != null;
                    chunk = stream.next(resource.silence())) {
                pulse.heard();
                splitter.feed(chunk);
                if (recheckIsDue.getAsBoolean()) {
                    relist();
                    return false;
                }
            }
            return true;
        }

        /** The server ended the watch: as agreed, or at once because it no longer has our place (kubernetes#104171). */
        private void closed(Duration lived, boolean saidSomething) throws ApiException, InterruptedException {
            if (saidSomething || lived.compareTo(INSTANT) > 0) {
                healthy();
                Duration rest = PACE.minus(lived);
                Thread.sleep(Math.max(0, rest.toMillis()));
                return;
            }
            doubts++;
            closedAtOnce = true; // which a server does that is there
            boolean lost = doubts % INSTANT_CLOSES == 0;
            throw new ApiException(
                    lost ? ApiException.Kind.GONE : ApiException.Kind.PASSING,
                    "the API server closes the watch at once" + (lost ? ", as it does when our place is lost" : ""),
                    200,
                    api.pace()
                            .next(
                                    clock.instant(),
                                    PACE.multipliedBy(1L << Math.min(doubts - 1, LONGEST_DOUBLING)),
                                    lost));
        }
    }
}
