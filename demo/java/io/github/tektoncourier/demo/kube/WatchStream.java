package io.github.tektoncourier.demo.kube;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * One open watch: a position in a collection's history that moves as fast as its reader reads.
 *
 * <p>Nothing is queued for a slow reader; the history itself is the queue, and a reader that falls out of it gets 410.
 */
final class WatchStream {
    private static final int CHUNK = 256 * 1024;
    private static final int BATCH = 64;

    private final ObjectStore store;
    private final ApiResource resource;
    private final Selector selector;
    private final WatchLines lines;
    private final HttpServerResponse response;
    private final Vertx vertx;
    private final Context context;
    private final BooleanSupplier paused;
    private final boolean bookmarks;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Runnable listener = this::schedule;
    private final Deque<Stored> initial = new ArrayDeque<>();
    private final List<Long> timers = new ArrayList<>();
    private boolean endOfInitial;
    private long initialAt;
    private boolean fellBehind;
    private final AtomicLong position = new AtomicLong();
    private volatile boolean closed;

    WatchStream(
            ObjectStore store,
            Vertx vertx,
            ApiPath path,
            Query query,
            HttpServerResponse response,
            BooleanSupplier paused) {
        this.store = store;
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.resource = path.resource();
        this.selector = Selector.of(resource, path.namespace(), query.labelSelector(), fields(path, query));
        this.lines = new WatchLines(resource, selector);
        this.response = response;
        this.paused = paused;
        this.bookmarks = query.bookmarks();
    }

    /** A watch of one named object is a watch of the collection with a field selector. */
    private static String fields(ApiPath path, Query query) {
        return path.name().isEmpty() ? query.fieldSelector() : "metadata.name=" + path.name();
    }

    /** Finds the place in history, or says why there is none. */
    void seek(Query query) {
        Boolean asked = query.sendInitialEvents();
        boolean fromState = asked == null ? query.anyRevision() : asked;
        store.read(resource, (shelf, now) -> {
            if (fromState) {
                shelf.objects.values().stream().filter(selector::matches).forEach(initial::add);
                endOfInitial = asked != null && bookmarks;
                initialAt = now;
                position.set(shelf.end());
            } else if (query.anyRevision()) {
                position.set(shelf.end());
            } else if (query.revision() < shelf.floor()) {
                throw ApiError.expired(query.revision(), shelf.floor());
            } else {
                position.set(shelf.after(query.revision()));
            }
            return now;
        });
    }

    void open(Duration bookmarkEvery, long timeoutSeconds, Runnable onClose) {
        response.setWriteQueueMaxSize(CHUNK).drainHandler(v -> pump());
        response.closeHandler(v -> {
            close();
            onClose.run();
        });
        response.endHandler(v -> {
            close();
            onClose.run();
        });
        store.listen(listener);
        timers.add(vertx.setPeriodic(Math.max(1, bookmarkEvery.toMillis()), t -> bookmark()));
        if (timeoutSeconds > 0) {
            timers.add(vertx.setTimer(timeoutSeconds * 1000, t -> {
                bookmark();
                end();
            }));
        }
        response.writeHead();
        pump();
    }

    /** Asks for a look at the history, from any thread; many asks before the look are one look. */
    void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            context.runOnContext(v -> {
                scheduled.set(false);
                pump();
            });
        }
    }

    /** Tells the reader that its version is too old, in the middle of the watch, and ends it. */
    void expire() {
        context.runOnContext(v -> {
            if (!closed) {
                response.write(
                        Buffer.buffer(ApiError.expired(0, store.revision()).watchLine()));
                end();
            }
        });
    }

    /** How many changes this reader has not been sent yet. */
    long backlog() {
        return store.read(resource, (shelf, now) -> shelf.end() - position.get());
    }

    private void pump() {
        while (!closed && !paused.getAsBoolean() && !response.writeQueueFull()) {
            Buffer chunk = Buffer.buffer(16 * 1024);
            boolean more = fill(chunk);
            if (chunk.length() > 0) {
                response.write(chunk);
            }
            if (fellBehind) {
                end();
            }
            if (!more) {
                return;
            }
        }
    }

    /** Collects what is next, up to one chunk; false when there is nothing more for now. */
    private boolean fill(Buffer chunk) {
        while (chunk.length() < CHUNK) {
            Stored first = initial.poll();
            if (first != null) {
                lines.object(chunk, "ADDED", first);
                continue;
            }
            if (endOfInitial) {
                endOfInitial = false;
                lines.bookmark(chunk, initialAt, true);
            }
            List<StoredChange> changes = store.changes(resource, position.get(), BATCH);
            if (changes == null) {
                chunk.appendBytes(ApiError.expired(0, store.revision()).watchLine());
                fellBehind = true;
                return false;
            }
            if (changes.isEmpty()) {
                return false;
            }
            changes.forEach(change -> lines.change(chunk, change));
            position.addAndGet(changes.size());
        }
        return true;
    }

    private void bookmark() {
        if (!bookmarks || closed || paused.getAsBoolean() || !initial.isEmpty()) {
            return;
        }
        long at = store.read(resource, (shelf, now) -> shelf.end() == position.get() ? now : -1L);
        if (at >= 0 && !response.writeQueueFull()) {
            Buffer line = Buffer.buffer();
            lines.bookmark(line, at, false);
            response.write(line);
        }
    }

    private void end() {
        if (!closed) {
            close();
            response.end();
        }
    }

    private void close() {
        closed = true;
        store.unlisten(listener);
        timers.forEach(vertx::cancelTimer);
        timers.clear();
    }
}
