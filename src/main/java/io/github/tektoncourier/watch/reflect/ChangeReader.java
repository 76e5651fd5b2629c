package io.github.tektoncourier.watch.reflect;

import io.github.tektoncourier.filter.Globs;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.UnreadableException;
import io.github.tektoncourier.text.LimitedLog;
import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.watch.api.ApiException;
import io.github.tektoncourier.watch.api.Envelope;
import io.github.tektoncourier.watch.api.LargeObjects;
import io.github.tektoncourier.watch.api.Resource;
import io.github.tektoncourier.watch.api.ValueEnd;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Reads one object's bytes into a change, hands it to the route and moves the cursor. An unreadable object is counted
 * and passed over.
 */
public final class ChangeReader {
    private final LimitedLog said = new LimitedLog(LoggerFactory.getLogger(ChangeReader.class));
    private static final Duration FOR_EVER = Duration.ofDays(10_000);

    /** Continue tokens expire, so a list must not stand still for long. */
    private static final Duration LIST_STALL = Duration.ofMinutes(2);

    private final Resource resource;
    private final Cursor cursor;
    private final Handover handover;
    private final WatchStatus status;
    private final Existence existence;
    private final @Nullable Globs namespaces; // of a request that covers others, too

    ChangeReader(Resource resource, Cursor cursor, Handover handover, WatchStatus status, Existence existence) {
        this.resource = resource;
        this.cursor = cursor;
        this.handover = handover;
        this.status = status;
        this.existence = existence;
        this.namespaces = cursor.scope.isGlobs() ? Globs.of(cursor.scope.namespace()) : null;
    }

    /**
     * Hands over an object of a list.
     *
     * @return the run's UID, also where nothing else of the object can be read; empty when unknown
     *
     * @param firstSight null unless the scope has never been listed whole
     */
    String listed(@Nullable FirstSight firstSight, byte[] bytes, int from, int length)
            throws ApiException, InterruptedException {
        Change change = read(Change.Type.LISTED, bytes, from, length);
        if (change != null && firstSight != null && firstSight.silences(change)) {
            change = change.silenced();
        }
        return ofList(change, bytes, from, length);
    }

    /**
     * Hands over the deletion of a run that happens while its list is still streamed. Returns the UID as {@link
     * #listed} does.
     */
    String left(byte[] bytes, int from, int length) throws ApiException, InterruptedException {
        Change change = resource.runs() == null ? null : read(Change.Type.DELETED, bytes, from, length);
        Run run = change == null ? null : change.run();
        if (change == null || run == null || !existence.isGone(change)) {
            return ofList(null, bytes, from, length);
        }
        return ofList(Change.absent(cursor.scope, run), bytes, from, length);
    }

    private String ofList(@Nullable Change change, byte[] bytes, int from, int length)
            throws ApiException, InterruptedException {
        if (change == null) {
            if (!ValueEnd.isWhole(bytes, from, length)) {
                throw new ApiException(ApiException.Kind.PASSING, "the API server sent an object that is cut off");
            }
            return Envelope.read(bytes, from, length).text("metadata.uid");
        }
        if (!handover.give(change, LIST_STALL)) {
            handover.awaitIdle();
            throw new ApiException(
                    ApiException.Kind.GONE,
                    "what the list found could not be stored within " + LIST_STALL.toMinutes() + " minutes");
        }
        Run run = change.run();
        return run == null ? "" : run.uid();
    }

    /** Hands over a change that was concluded, not received. */
    void concluded(Change change) throws InterruptedException {
        handover.give(change, FOR_EVER);
    }

    /** Waits until every change so far is durable, so that the journal answers for it. */
    void awaitDurable() throws InterruptedException {
        handover.awaitIdle();
    }

    /** Hands over LIST_COMPLETE once every change of the list is durable. */
    void listComplete(String version) throws InterruptedException {
        handover.awaitIdle();
        handover.give(Change.ofScope(cursor.scope, Change.Type.LIST_COMPLETE, version), FOR_EVER);
        handover.awaitIdle();
        cursor.listed(version);
    }

    /** False, and nothing done, when the bytes are no whole object: damaged on the way. */
    boolean changed(Change.Type type, byte[] bytes, int from, int length) throws ApiException, InterruptedException {
        Change change = read(type, bytes, from, length);
        if (change != null && type == Change.Type.DELETED && !existence.isGone(change)) {
            change = Change.ofScope(cursor.scope, Change.Type.BOOKMARK, change.resourceVersion());
        }
        if (change == null && !ValueEnd.isWhole(bytes, from, length)) {
            return false;
        }
        String version;
        if (change == null) {
            version = Envelope.read(bytes, from, length).resourceVersion();
        } else {
            version = change.resourceVersion();
            handover.give(change, FOR_EVER);
        }
        if (!version.isEmpty()) {
            cursor.version = version;
        }
        return true;
    }

    /** False, and nothing done, when the bytes are no whole object: damaged on the way. */
    boolean bookmark(byte[] bytes, int from, int length) throws InterruptedException {
        String version = Envelope.read(bytes, from, length).resourceVersion();
        if (version.isEmpty()) {
            return ValueEnd.isWhole(bytes, from, length);
        }
        handover.give(Change.ofScope(cursor.scope, Change.Type.BOOKMARK, version), FOR_EVER);
        cursor.version = version;
        return true;
    }

    /** Passes over an object of which only the beginning was kept. Returns its UID; empty when unknown. */
    String tooLarge(byte[] bytes, int from, int length, long whole) {
        Envelope read = Envelope.read(bytes, from, length);
        if (namespaces != null && isElsewhere(namespaces, read)) {
            return read.text("metadata.uid");
        }
        status.received();
        status.unreadable();
        said.warn(
                "Watch of {}: passed over {}: it has {} bytes, and objects of more than {} are not read",
                resource.words(),
                read.where().isEmpty() ? "an object without a name" : read.where(),
                whole,
                LargeObjects.LONGEST);
        return read.text("metadata.uid");
    }

    /** Counts bytes that are no object at all. */
    void passOver(String what) {
        status.unreadable();
        said.warn("Watch of {}: passed over {} after resourceVersion {}", resource.words(), what, cursor.version);
    }

    /** Null for what cannot be read, and for what is in none of the scope's namespaces. */
    private @Nullable Change read(Change.Type type, byte[] bytes, int from, int length) {
        if (namespaces != null && isElsewhere(namespaces, Envelope.read(bytes, from, length))) {
            return null;
        }
        status.received();
        try {
            return resource.reading().change(cursor.scope, type, bytes, from, length);
        } catch (UnreadableException e) {
            if (!ValueEnd.isWhole(bytes, from, length)) {
                return null;
            }
            status.unreadable();
            String name = Envelope.read(bytes, from, length).where();
            said.warn(
                    "Watch of {}: passed over {}: {}",
                    resource.words(),
                    name.isEmpty() ? "an object without a name" : name,
                    LogText.line(e.getMessage()));
            return null;
        }
    }

    private static boolean isElsewhere(Globs namespaces, Envelope object) {
        String namespace = object.text("metadata.namespace");
        return !namespace.isEmpty() && !namespaces.matches(namespace);
    }
}
