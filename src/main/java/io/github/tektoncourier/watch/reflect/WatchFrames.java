package io.github.tektoncourier.watch.reflect;

import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.watch.api.ApiException;
import io.github.tektoncourier.watch.api.Envelope;
import io.github.tektoncourier.watch.api.ErrorAnswer;
import io.github.tektoncourier.watch.api.Frame;
import io.github.tektoncourier.watch.api.LineSplitter;
import io.github.tektoncourier.watch.api.Resource;

/** Takes the frames of a scope's watches, one connection after the other. */
final class WatchFrames implements LineSplitter.Lines {
    private final Resource resource;
    private final Cursor cursor;
    private final ChangeReader reader;
    private final Runnable healthy;
    private long count;
    private String damagedAt = "";

    WatchFrames(Resource resource, Cursor cursor, ChangeReader reader, Runnable healthy) {
        this.resource = resource;
        this.cursor = cursor;
        this.reader = reader;
        this.healthy = healthy;
    }

    /** A new connection: its frames are counted from none. */
    WatchFrames begin() {
        count = 0;
        return this;
    }

    long count() {
        return count;
    }

    @Override
    public void line(byte[] bytes, int offset, int length) throws ApiException, InterruptedException {
        Frame frame = Frame.of(bytes, offset, length);
        if (frame == null) {
            damaged("a frame of " + length + " bytes that is no watch event");
            return;
        }
        if (frame.type().equals("ERROR")) {
            throw new ErrorAnswer(resource, "watch").of(Envelope.read(bytes, frame.offset(), frame.length()));
        }
        if (!take(frame, bytes)) {
            damaged("a frame of " + length + " bytes whose object is cut off");
            return;
        }
        count++;
        healthy.run();
    }

    private boolean take(Frame frame, byte[] bytes) throws ApiException, InterruptedException {
        int from = frame.offset();
        int length = frame.length();
        return switch (frame.type()) {
            case "ADDED" -> reader.changed(Change.Type.ADDED, bytes, from, length);
            case "MODIFIED" -> reader.changed(Change.Type.MODIFIED, bytes, from, length);
            case "DELETED" ->
                resource.runs() != null
                        ? reader.changed(Change.Type.DELETED, bytes, from, length)
                        : reader.bookmark(bytes, from, length);
            case "BOOKMARK" -> reader.bookmark(bytes, from, length);
            default -> {
                damaged("a frame of the unknown type " + LogText.line(frame.type()));
                yield true;
            }
        };
    }

    @Override
    public void oversized(byte[] bytes, int offset, int length, long whole) throws ApiException {
        String frame = "a frame of " + whole + " bytes, larger than any Kubernetes object";
        int object = Frame.object(bytes, offset, length);
        String name = object < 0
                ? ""
                : Envelope.read(bytes, object, offset + length - object).where();
        damaged(name.isEmpty() ? frame : frame + " (" + name + ")");
    }

    /** A damaged frame is fetched again, because the connection may be at fault; the second time it is passed over. */
    private void damaged(String what) throws ApiException {
        if (!damagedAt.equals(cursor.version)) {
            damagedAt = cursor.version;
            throw new ApiException(ApiException.Kind.PASSING, "the API server sent " + what);
        }
        reader.passOver(what);
    }
}
