package io.github.tektoncourier.watch.reflect;

import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.watch.api.ApiException;
import io.github.tektoncourier.watch.api.Envelope;
import io.github.tektoncourier.watch.api.ErrorAnswer;
import io.github.tektoncourier.watch.api.Frame;
import io.github.tektoncourier.watch.api.LineSplitter;
import io.github.tektoncourier.watch.api.Resource;

/** The frames of a list that comes as a stream and, behind the bookmark that ends it, those of the watch it becomes. */
final class StreamFrames implements LineSplitter.Lines {
    private static final String END = "metadata.annotations.k8s.io/initial-events-end";

    private final Resource resource;
    private final ScopeList list;
    private final WatchFrames watch;
    private final Runnable listed;
    private boolean complete;

    StreamFrames(Resource resource, ScopeList list, WatchFrames watch, Runnable listed) {
        this.resource = resource;
        this.list = list;
        this.watch = watch;
        this.listed = listed;
    }

    /** Whether the bookmark that ends the list has come. */
    boolean complete() {
        return complete;
    }

    @Override
    public void line(byte[] bytes, int offset, int length) throws ApiException, InterruptedException {
        if (complete) {
            watch.line(bytes, offset, length);
            return;
        }
        Frame frame = Frame.of(bytes, offset, length);
        if (frame == null) {
            throw broken("a frame of " + length + " bytes that is no watch event");
        }
        switch (frame.type()) {
            case "ADDED", "MODIFIED" -> list.item(bytes, frame.offset(), frame.length());
            case "DELETED" -> list.left(bytes, frame.offset(), frame.length());
            case "BOOKMARK" -> bookmark(Envelope.read(bytes, frame.offset(), frame.length()));
            case "ERROR" ->
                throw new ErrorAnswer(resource, "watch").of(Envelope.read(bytes, frame.offset(), frame.length()));
            default -> throw broken("a frame of the unknown type " + LogText.line(frame.type()));
        }
    }

    private void bookmark(Envelope said) throws ApiException, InterruptedException {
        if (said.text(END).equals("true")) {
            if (said.resourceVersion().isEmpty()) {
                throw broken("a list without a resourceVersion");
            }
            list.complete(said.resourceVersion(), true);
            complete = true;
            listed.run();
        }
    }

    @Override
    public void oversized(byte[] bytes, int offset, int length, long whole) throws ApiException, InterruptedException {
        if (complete) {
            watch.oversized(bytes, offset, length, whole);
            return;
        }
        int object = Frame.object(bytes, offset, length);
        if (object < 0) {
            throw broken("a frame of " + whole + " bytes, larger than any Kubernetes object");
        }
        list.tooLarge(bytes, object, offset + length - object, whole);
    }

    private static ApiException broken(String what) {
        return new ApiException(ApiException.Kind.PASSING, "the API server sent " + what);
    }
}
