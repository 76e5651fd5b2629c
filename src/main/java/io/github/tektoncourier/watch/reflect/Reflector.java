package io.github.tektoncourier.watch.reflect;

import io.github.tektoncourier.run.RunKind;
import io.github.tektoncourier.watch.api.ApiException;
import io.github.tektoncourier.watch.api.ApiStream;
import io.github.tektoncourier.watch.api.LargeObjects;
import io.github.tektoncourier.watch.api.LineSplitter;
import io.github.tektoncourier.watch.api.Resource;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lists and watches one scope, round after round, once its cluster is known. */
final class Reflector {
    private static final int LONGEST_FRAME = LargeObjects.LONGEST;

    private final WatchTools tools;
    private final Resource resource;
    private final Cursor cursor;
    private final WatchFailures failures;
    private final WatchStatus status;
    private final ChangeReader reader;
    private final WatchFrames frames;
    private final Streams streams;
    private final Existence existence;
    private final RelistSchedule relistSchedule;

    private @Nullable ScopeList listing; // in pages, not complete yet
    private @Nullable ScopeList coming; // as a stream that has not opened yet
    private int undecided;
    private int restores; // of the API server's store, before the last list
    private boolean met; // the rule of the first list is logged

    Reflector(WatchTools tools, Cursor cursor, WatchFailures failures) {
        this.tools = tools;
        this.resource = tools.resource();
        this.cursor = cursor;
        this.failures = failures;
        this.status = tools.status();
        this.existence = new Existence(tools.api(), resource);
        this.reader = new ChangeReader(resource, cursor, tools.handover(), status, existence);
        this.frames = new WatchFrames(resource, cursor, reader, failures::healthy);
        this.streams = new Streams(resource);
        this.relistSchedule = new RelistSchedule(tools.clock());
        this.restores = tools.history().restores();
    }

    /** Lists where a list is due, then watches until the watch ends. */
    void round() throws ApiException, InterruptedException {
        boolean listedBefore = cursor.baseline && listing == null;
        if (cursor.version.isEmpty() && listedBefore && streams.wanted()) {
            stream();
            return;
        }
        if (cursor.version.isEmpty()) {
            list();
        }
        watch();
    }

    /** Takes note that a round failed. True when that was in the middle of a list. */
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
        cursor.lost();
        listing = null;
        coming = null;
    }

    private void list() throws ApiException, InterruptedException {
        ScopeList current = listing;
        status.listing(current == null);
        if (current == null) {
            current = newList();
            listing = current;
        }
        current.read(status);
        listing = null;
        listed(current);
    }

    private void listed(ScopeList list) {
        undecided += list.undecided();
        streams.listed();
        failures.listed();
    }

    /** Lists and watches in one stream. A list that breaks off leaves no resourceVersion to resume from. */
    private void stream() throws ApiException, InterruptedException {
        status.listing(coming == null);
        ScopeList list = coming == null ? newList() : coming;
        coming = list;
        list.beginStream();
        StreamFrames both = new StreamFrames(resource, list, frames.begin(), () -> {
            listed(list);
            status.watching();
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
            failures.closed(Duration.between(opened, tools.clock().instant()), both.complete());
        }
    }

    private ScopeList newList() throws ApiException, InterruptedException {
        restores = tools.history().restores();
        RunKind runs = resource.runs();
        FirstSight sight = cursor.baseline ? null : firstSight();
        if (runs == null || (sight != null && sight.isOfTheUnknown())) {
            return ScopeList.plain(tools.api(), resource, reader, sight);
        }
        Optional<Instant> reached = sight == null ? tools.known().reached(cursor.scope) : sight.reached();
        EndEvents ends = reached.map(time -> new EndEvents(tools.api(), runs, resource, time, tools.clock(), status))
                .orElse(null);
        Set<String> names = sight == null ? FirstSight.names(tools, cursor.scope) : Set.of();
        MissingRuns missingRuns = new MissingRuns(
                resource, cursor.scope, sight, names, tools.known(), reader, existence, ends, tools.clock());
        return ScopeList.again(tools.api(), resource, reader, sight, missingRuns);
    }

    /** The rule of the scope's first list; logged once. */
    private FirstSight firstSight() throws ApiException, InterruptedException {
        FirstSight sight = FirstSight.of(tools, cursor.scope);
        if (!met) {
            met = true;
            sight.say();
        }
        return sight;
    }

    private void watch() throws ApiException, InterruptedException {
        tools.history().mustBeThatOf(restores);
        Instant unsure = failures.unsureSince();
        if (unsure != null) {
            cursor.version = tools.history().resume(resource, cursor, unsure, failures.wasAway(), status);
            failures.sure();
        }
        Instant opened = tools.clock().instant();
        boolean ended;
        try (ApiStream stream = tools.api().watch(resource, cursor.version, seconds());
                LineSplitter splitter = new LineSplitter(LONGEST_FRAME, frames.begin())) {
            status.watching();
            ended = follow(stream, splitter);
        }
        if (ended) {
            failures.closed(Duration.between(opened, tools.clock().instant()), frames.count() > 0);
        }
    }

    private int seconds() {
        return resource.minSeconds() + tools.random().nextInt(resource.maxSeconds() - resource.minSeconds() + 1);
    }

    /** Reads to the end of the stream. False when a list is due before that. */
    private boolean follow(ApiStream stream, LineSplitter splitter) throws ApiException, InterruptedException {
        long heard = 0;
        for (ByteBuffer chunk = stream.next(heard, resource.silence());
                chunk != null;
                chunk = stream.next(heard, resource.silence())) {
            splitter.feed(chunk);
            if (splitter.count() > heard) {
                heard = splitter.count();
                status.heard();
            }
            boolean restored = tools.history().restores() > restores;
            if (relistSchedule.isDue(unsettled()) || restored) {
                relist();
                return false;
            }
        }
        return true;
    }

    /**
     * The number of changes that were set aside and of missing runs that stayed undecided: reasons for another list.
     */
    private int unsettled() {
        int open = undecided;
        undecided = 0;
        return open + tools.handover().takeSetAside();
    }
}
