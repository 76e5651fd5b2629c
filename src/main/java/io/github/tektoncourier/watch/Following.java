package io.github.tektoncourier.watch;

import io.github.tektoncourier.run.RunKind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The scope once it is known which cluster it belongs to: lists and watches, one round after the other. */
final class Following {
    private static final int LONGEST_FRAME = LargeObjects.LONGEST;

    private final WatchTools tools;
    private final Resource resource;
    private final Place place;
    private final Doubts doubts;
    private final Pulse pulse;
    private final Intake intake;
    private final WatchFrames frames;
    private final Streams streams;
    private final Existence existence;
    private final Recheck recheck;

    private @Nullable ScopeList listing; // in pages, and not at its end yet
    private @Nullable ScopeList coming; // as a stream that did not open yet
    private int undecided;
    private int restores; // of the API server's store, before the last list
    private boolean met; // and said so

    Following(WatchTools tools, Place place, Doubts doubts) {
        this.tools = tools;
        this.resource = tools.resource();
        this.place = place;
        this.doubts = doubts;
        this.pulse = tools.pulse();
        this.existence = new Existence(tools.api(), resource);
        this.intake = new Intake(resource, place, tools.handover(), pulse, existence);
        this.frames = new WatchFrames(resource, place, intake, doubts::healthy);
        this.streams = new Streams(resource);
        this.recheck = new Recheck(tools.clock());
        this.restores = tools.history().restores();
    }

    /** One list where there must be one, and one watch to its end. */
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

    /** A round did not come to its end. True when that was in the middle of a list. */
    boolean failed(ApiException trouble) {
        ScopeList interrupted = listing;
        if (interrupted != null) {
            interrupted.failed(trouble);
        }
        if (trouble.kind() == ApiException.Kind.GONE) {
            relist();
        }
        return interrupted != null;
    }

    private void relist() {
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
        undecided += list.undecided();
        streams.listed();
        doubts.listed();
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
        Instant opened = tools.clock().instant();
        ApiStream stream;
        try {
            stream = tools.api().stream(resource, seconds());
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
        try (stream;
                LineSplitter splitter = new LineSplitter(LONGEST_FRAME, both)) {
            ended = follow(stream, splitter);
        } finally {
            if (!both.complete()) {
                streams.broke();
                relist();
            }
        }
        if (ended) {
            doubts.closed(Duration.between(opened, tools.clock().instant()), both.complete());
        }
    }

    private ScopeList newList() throws ApiException, InterruptedException {
        restores = tools.history().restores();
        RunKind runs = resource.runs();
        FirstSight sight = place.baseline ? null : firstSight();
        if (runs == null || (sight != null && sight.isOfTheUnknown())) {
            return ScopeList.plain(tools.api(), resource, intake, sight);
        }
        Optional<Instant> reached = sight == null ? tools.known().reached(place.scope) : sight.reached();
        EndEvents ends = reached.map(time -> new EndEvents(tools.api(), runs, resource, time, tools.clock(), pulse))
                .orElse(null);
        Absences absences =
                new Absences(resource, place.scope, sight, tools.known(), intake, existence, ends, tools.clock());
        return ScopeList.again(tools.api(), resource, intake, sight, absences);
    }

    /** The rule of the scope's first list, said once. */
    private FirstSight firstSight() throws ApiException, InterruptedException {
        FirstSight sight = FirstSight.of(tools, place.scope);
        if (!met) {
            met = true;
            sight.say();
        }
        return sight;
    }

    private void watch() throws ApiException, InterruptedException {
        tools.history().mustBeThatOf(restores);
        Instant unsure = doubts.unsureSince();
        if (unsure != null) {
            place.version = tools.history().resume(resource, place, unsure, doubts.wasAway(), pulse);
            doubts.sure();
        }
        Instant opened = tools.clock().instant();
        boolean ended;
        try (ApiStream stream = tools.api().watch(resource, place.version, seconds());
                LineSplitter splitter = new LineSplitter(LONGEST_FRAME, frames.begin())) {
            pulse.watching();
            ended = follow(stream, splitter);
        }
        if (ended) {
            doubts.closed(Duration.between(opened, tools.clock().instant()), frames.count() > 0);
        }
    }

    private int seconds() {
        return resource.minSeconds() + tools.random().nextInt(resource.maxSeconds() - resource.minSeconds() + 1);
    }

    /** Reads to the end; false when there is to be a list before that. */
    private boolean follow(ApiStream stream, LineSplitter splitter) throws ApiException, InterruptedException {
        long heard = 0;
        for (ByteBuffer chunk = stream.next(heard, resource.silence());
                chunk != null;
                chunk = stream.next(heard, resource.silence())) {
            splitter.feed(chunk);
            if (splitter.count() > heard) {
                heard = splitter.count();
                pulse.heard();
            }
            boolean restored = tools.history().restores() > restores;
            if (recheck.isDue(unsettled()) || restored) {
                relist();
                return false;
            }
        }
        return true;
    }

    /** Changes that were set aside and absences that stayed open are for the next list. */
    private int unsettled() {
        int open = undecided;
        undecided = 0;
        return open + tools.handover().takeSetAside();
    }
}
