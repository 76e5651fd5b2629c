package io.github.tektoncourier.watch;

import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.Known;
import io.github.tektoncourier.run.Scope;
import io.github.tektoncourier.run.UnreadableException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one scope for ever, on a thread of its own: from the stored position, else from a list. Whatever fails is said
 * and tried again; nothing but {@link #stop()} ends it.
 */
final class ScopeWatcher implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ScopeWatcher.class);
    private static final Duration DENIED_CAP = Duration.ofSeconds(10);
    private static final Duration INSTANT = Duration.ofSeconds(2);
    private static final int INSTANT_CLOSES = 3;
    private static final Duration LIST_STALL = Duration.ofMinutes(2);
    private static final Duration FOR_EVER = Duration.ofDays(10_000);
    private static final Duration FIRST_RECHECK = Duration.ofMinutes(5);
    private static final Duration LAST_RECHECK = Duration.ofHours(1);

    private final ApiServer api;
    private final Resource resource;
    private final ClusterIdentity cluster;
    private final Known known;
    private final Announce announce;
    private final Handover handover;
    private final Pulse pulse;
    private final Clock clock;
    private final RandomGenerator random;
    private final Backoff backoff;
    private final Complaints complaints;
    private final Thread thread;

    private @Nullable Scope scope;
    private String position = "";
    private boolean baseline;
    private @Nullable Listing listing;
    private int doubts; // watches in a row that the server ended as if our place were lost
    private String damagedAt = "";
    private Duration recheckEvery = FIRST_RECHECK;
    private @Nullable Instant recheckAt;
    private volatile boolean stopped;

    ScopeWatcher(
            ApiServer api,
            Resource resource,
            ClusterIdentity cluster,
            Known known,
            Announce announce,
            Handover handover,
            Pulse pulse,
            Clock clock,
            RandomGenerator random) {
        this.api = api;
        this.resource = resource;
        this.cluster = cluster;
        this.known = known;
        this.announce = announce;
        this.handover = handover;
        this.pulse = pulse;
        this.clock = clock;
        this.random = random;
        this.backoff = new Backoff(random);
        this.complaints = new Complaints(LOG, clock, resource.words());
        this.thread = new Thread(this, "watch " + resource.words());
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Closes the connection at once. */
    void stop() {
        stopped = true;
        handover.stop();
        thread.interrupt();
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
            while (!stopped) {
                round();
            }
        } catch (InterruptedException e) {
            LOG.debug("Watch of {} ends", resource.words());
        } finally {
            pulse.stopped();
        }
    }

    private void round() throws InterruptedException {
        try {
            Scope here = scope();
            if (position.isEmpty()) {
                list(here);
            }
            watch(here);
        } catch (ApiException e) {
            failed(e);
        } catch (RuntimeException e) {
            LOG.debug("Unexpected in the watch of {}", resource.words(), e);
            failed(new ApiException(ApiException.Kind.PASSING, "failed unexpectedly (" + Plain.reason(e) + ")"));
        }
    }

    private Scope scope() throws ApiException, InterruptedException {
        Scope here = scope;
        if (here == null) {
            here = resource.scope(cluster.get());
            Known.Position stored = known.position(here);
            position = stored.resourceVersion();
            baseline = stored.baseline();
            scope = here;
        }
        return here;
    }

    private void list(Scope here) throws ApiException, InterruptedException {
        Listing current = listing;
        pulse.listing(current == null);
        if (current == null) {
            Announce firstSight = baseline ? null : announce;
            current = new Listing(api, resource, (b, o, n) -> object(here, Change.Type.LISTED, firstSight, b, o, n));
            listing = current;
        }
        String version = current.read(pulse);
        handover.awaitIdle();
        give(Change.ofScope(here, Change.Type.LIST_COMPLETE, version), FOR_EVER);
        handover.awaitIdle();
        listing = null;
        baseline = true;
        position = version;
        if (doubts == 0) {
            healthy();
        }
    }

    private void watch(Scope here) throws ApiException, InterruptedException {
        int seconds = resource.minSeconds() + random.nextInt(resource.maxSeconds() - resource.minSeconds() + 1);
        Instant opened = clock.instant();
        Frames frames = new Frames(here);
        LineSplitter splitter = new LineSplitter(64 * 1024 * 1024, frames);
        try (ApiStream stream = api.watch(resource, position, seconds)) {
            pulse.watching();
            for (ByteBuffer chunk = next(stream); chunk != null; chunk = next(stream)) {
                pulse.heard();
                splitter.feed(chunk);
                if (recheckIsDue()) {
                    return;
                }
            }
        }
        closed(frames.count, Duration.between(opened, clock.instant()));
    }

    private @Nullable ByteBuffer next(ApiStream stream) throws ApiException, InterruptedException {
        return stream.next(resource.silence());
    }

    /** The server ended the watch: as agreed, or at once because it no longer has our place (kubernetes#104171). */
    private void closed(long frames, Duration lived) throws ApiException {
        if (frames > 0 || lived.compareTo(INSTANT) > 0) {
            healthy();
            return;
        }
        doubts++;
        if (doubts % INSTANT_CLOSES == 0) {
            throw new ApiException(
                    ApiException.Kind.GONE,
                    "the API server closes the watch at once, as it does when our place is lost");
        }
        throw new ApiException(ApiException.Kind.PASSING, "the API server closed the watch at once");
    }

    private void healthy() {
        doubts = 0;
        backoff.reset();
        if (pulse.healthy()) {
            complaints.over();
        }
    }

    private void failed(ApiException trouble) throws InterruptedException {
        Duration cap = Backoff.CAP;
        if (listing != null) {
            listing.failed(trouble);
        }
        switch (trouble.kind()) {
            case GONE -> {
                doubts++;
                relist();
            }
            case DENIED, ABSENT -> cap = DENIED_CAP;
            case SLOW, PASSING -> {}
        }
        Duration wait = backoff.next(cap);
        pulse.waiting(trouble.words(), trouble.kind() == ApiException.Kind.ABSENT);
        if (backoff.failures() > 1 || trouble.kind() != ApiException.Kind.PASSING) {
            complaints.about(trouble.words());
        }
        Duration asked = trouble.retryAfter();
        Thread.sleep((asked.compareTo(wait) > 0 ? asked : wait).toMillis());
    }

    private void relist() {
        position = "";
        listing = null;
    }

    private boolean recheckIsDue() {
        if (handover.takeSetAside() > 0) {
            recheckAt = clock.instant().plus(recheckEvery);
            Duration doubled = recheckEvery.multipliedBy(2);
            recheckEvery = doubled.compareTo(LAST_RECHECK) > 0 ? LAST_RECHECK : doubled;
        }
        boolean due = recheckAt != null && clock.instant().isAfter(recheckAt);
        if (due) {
            recheckAt = null;
            relist();
        }
        return due;
    }

    private void object(Scope here, Change.Type type, @Nullable Announce firstSight, byte[] bytes, int from, int length)
            throws ApiException, InterruptedException {
        pulse.received();
        Change change;
        try {
            change = resource.reading().change(here, type, firstSight, bytes, from, length);
        } catch (UnreadableException e) {
            Envelope envelope = Envelope.read(bytes, from, length);
            pulse.unreadable();
            LOG.warn("Watch of {}: passed over {}: {}", resource.words(), named(envelope), Plain.text(e.getMessage()));
            moved(type, envelope.resourceVersion());
            return;
        }
        give(change, type == Change.Type.LISTED ? LIST_STALL : FOR_EVER);
        moved(type, change.resourceVersion());
    }

    private static String named(Envelope envelope) {
        return envelope.where().isEmpty() ? "an object without a name" : envelope.where();
    }

    private void moved(Change.Type type, String version) {
        if (type != Change.Type.LISTED && !version.isEmpty()) {
            position = version;
        }
    }

    private void give(Change change, Duration patience) throws ApiException, InterruptedException {
        if (!handover.give(change, patience)) {
            handover.awaitIdle();
            throw new ApiException(
                    ApiException.Kind.GONE,
                    "what the list found could not be stored within " + LIST_STALL.toMinutes() + " minutes");
        }
    }

    /** Takes the frames of one watch. */
    private final class Frames implements LineSplitter.Lines {
        private final Scope here;
        private long count;

        Frames(Scope here) {
            this.here = here;
        }

        @Override
        public void line(byte[] bytes, int offset, int length) throws ApiException, InterruptedException {
            Frame frame = Frame.of(bytes, offset, length);
            if (frame == null) {
                damaged("a frame of " + length + " bytes that is no watch event");
                return;
            }
            if (frame.type().equals("ERROR")) {
                throw new Refusal(resource, "watch").of(Envelope.read(bytes, frame.offset(), frame.length()));
            }
            count++;
            healthy();
            take(frame, bytes);
        }

        private void take(Frame frame, byte[] bytes) throws ApiException, InterruptedException {
            switch (frame.type()) {
                case "ADDED" -> object(Change.Type.ADDED, frame, bytes);
                case "MODIFIED" -> object(Change.Type.MODIFIED, frame, bytes);
                case "DELETED" -> {
                    if (resource.deletions()) {
                        object(Change.Type.DELETED, frame, bytes);
                    } else {
                        bookmark(frame, bytes);
                    }
                }
                case "BOOKMARK" -> bookmark(frame, bytes);
                default -> damaged("a frame of the unknown type " + Plain.text(frame.type()));
            }
        }

        private void object(Change.Type type, Frame frame, byte[] bytes) throws ApiException, InterruptedException {
            ScopeWatcher.this.object(here, type, null, bytes, frame.offset(), frame.length());
        }

        private void bookmark(Frame frame, byte[] bytes) throws ApiException, InterruptedException {
            String version =
                    Envelope.read(bytes, frame.offset(), frame.length()).resourceVersion();
            if (!version.isEmpty()) {
                give(Change.ofScope(here, Change.Type.BOOKMARK, version), FOR_EVER);
                position = version;
            }
        }

        @Override
        public void oversized(long length) throws ApiException {
            damaged("a frame of " + length + " bytes, larger than any Kubernetes object");
        }

        /** The first time, the way is to blame and the frame is fetched again; the second time it is passed over. */
        private void damaged(String what) throws ApiException {
            if (!damagedAt.equals(position)) {
                damagedAt = position;
                throw new ApiException(ApiException.Kind.PASSING, "the API server sent " + what);
            }
            pulse.unreadable();
            LOG.warn("Watch of {}: passed over {} after resourceVersion {}", resource.words(), what, position);
        }
    }
}
