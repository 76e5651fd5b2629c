package io.github.tektoncourier.watch.namespaces;

import io.github.tektoncourier.watch.api.ApiException;
import io.github.tektoncourier.watch.api.Envelope;
import io.github.tektoncourier.watch.api.ErrorAnswer;
import io.github.tektoncourier.watch.api.Frame;
import io.github.tektoncourier.watch.api.LineSplitter;
import io.github.tektoncourier.watch.api.Resource;
import io.github.tektoncourier.watch.reflect.Listing;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.TreeMap;

/** Reads the namespaces of a list, or the frames of a watch, and keeps those that the selection names. */
final class NamespaceFrames implements Listing.Items, LineSplitter.Lines {

    /** Takes what a frame says: the creation of a namespace that is there, or that it is gone or no longer selected. */
    interface Changes {
        void change(String namespace, boolean there, Instant created) throws ApiException, InterruptedException;
    }

    private final NamespaceSelection selection;
    private final Resource resource;
    private final Changes changes;
    private final Map<String, Instant> present = new TreeMap<>();
    private int count;
    private String version = "";

    NamespaceFrames(NamespaceSelection selection, Resource resource) {
        this(selection, resource, (namespace, there, created) -> {});
    }

    NamespaceFrames(NamespaceSelection selection, Resource resource, Changes changes) {
        this.selection = selection;
        this.resource = resource;
        this.changes = changes;
    }

    /** What a list had, with the times of creation. */
    Map<String, Instant> present() {
        return present;
    }

    int count() {
        return count;
    }

    /** The version that a watch has reached; the one given before its first frame. */
    String version(String before) {
        return version.isEmpty() ? before : version;
    }

    @Override
    public void begin() {
        present.clear();
    }

    @Override
    public void item(byte[] bytes, int offset, int length) {
        Envelope object = Envelope.read(bytes, offset, length);
        String name = object.text("metadata.name");
        if (selection.includes(name)) {
            present.put(name, created(object));
        }
    }

    @Override
    public void line(byte[] bytes, int offset, int length) throws ApiException, InterruptedException {
        Frame frame = Frame.of(bytes, offset, length);
        if (frame == null) {
            throw new ApiException(
                    ApiException.Kind.PASSING, "the API server sent " + length + " bytes without a whole watch event");
        }
        Envelope object = Envelope.read(bytes, frame.offset(), frame.length());
        if (frame.type().equals("ERROR")) {
            throw new ErrorAnswer(resource, "watch").of(object);
        }
        count++;
        version = object.resourceVersion();
        String name = object.text("metadata.name");
        if (!frame.type().equals("BOOKMARK") && selection.includes(name)) {
            changes.change(name, !frame.type().equals("DELETED"), created(object));
        }
    }

    /** A namespace is never so large; the list that follows tells it by its first bytes. */
    @Override
    public void oversized(byte[] bytes, int offset, int length, long whole) throws ApiException {
        throw new ApiException(ApiException.Kind.PASSING, "the API server sent a frame of " + whole + " bytes");
    }

    @Override
    public void tooLarge(byte[] bytes, int offset, int length, long whole) {
        item(bytes, offset, length);
    }

    private static Instant created(Envelope object) {
        try {
            return Instant.parse(object.text("metadata.creationTimestamp"));
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }
}
