package io.github.tektoncourier.watch.api;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Cuts a watch's bytes into frames, however they arrive. The API server ends each frame with a newline and its JSON
 * holds no raw one, so a newline is also where reading starts anew after something broken.
 */
public final class LineSplitter implements AutoCloseable {

    /** Takes one frame. The bytes are valid during the call only. */
    public interface Lines {
        void line(byte[] bytes, int offset, int length) throws ApiException, InterruptedException;

        /**
         * Takes the beginning of a frame that is longer than any Kubernetes object, and its length. The bytes are valid
         * during the call only.
         */
        void oversized(byte[] bytes, int offset, int length, long whole) throws ApiException, InterruptedException;
    }

    private static final int SMALLEST = 16 * 1024;

    private final int longest;
    private final Lines lines;
    private byte[] kept = new byte[SMALLEST];
    private int length;
    private long dropped;
    private long count;
    private long sinceFrame;
    private final LargeObjects.Room room = LargeObjects.ofStream();

    public LineSplitter(int longest, Lines lines) {
        this.longest = longest;
        this.lines = lines;
    }

    /** The number of complete frames, without blank lines. */
    public long count() {
        return count;
    }

    public void feed(ByteBuffer chunk) throws ApiException, InterruptedException {
        sinceFrame += chunk.remaining();
        if (sinceFrame > LargeObjects.ENOUGH + longest) {
            throw new ApiException(
                    ApiException.Kind.PASSING,
                    "the API server sent " + sinceFrame + " bytes without a whole watch event (a proxy in between?)");
        }
        byte[] bytes = new byte[0];
        int at = 0;
        int end = chunk.remaining();
        if (chunk.hasArray()) {
            bytes = chunk.array();
            at = chunk.arrayOffset() + chunk.position();
            end += at;
        } else {
            bytes = new byte[end];
            chunk.duplicate().get(bytes);
        }
        while (at < end) {
            int newline = indexOf(bytes, at, end);
            if (newline < 0) {
                keep(bytes, at, end - at);
                return;
            }
            finish(bytes, at, newline - at);
            at = newline + 1;
        }
    }

    private void finish(byte[] bytes, int offset, int size) throws ApiException, InterruptedException {
        if (dropped > 0) {
            long all = length + dropped + size;
            int beginning = length;
            dropped = 0;
            length = 0;
            sinceFrame = 0;
            lines.oversized(kept, 0, beginning, all);
            shrink();
        } else if (length == 0) {
            emit(bytes, offset, size);
        } else {
            keep(bytes, offset, size);
            if (dropped > 0) {
                finish(bytes, offset, 0);
                return;
            }
            int whole = length;
            length = 0;
            emit(kept, 0, whole);
            shrink();
        }
    }

    private void shrink() {
        if (LargeObjects.Room.isLarge(kept.length)) {
            kept = new byte[SMALLEST];
            room.close();
        }
    }

    /** Gives up its right to a large buffer. */
    @Override
    public void close() {
        kept = new byte[0];
        length = 0;
        room.close();
    }

    private void emit(byte[] bytes, int offset, int size) throws ApiException, InterruptedException {
        int trimmed = size > 0 && bytes[offset + size - 1] == '\r' ? size - 1 : size;
        if (trimmed > 0) {
            count++;
            sinceFrame = 0;
            lines.line(bytes, offset, trimmed);
        }
    }

    private void keep(byte[] bytes, int offset, int size) throws InterruptedException {
        int fitting = Math.min(size, longest - length);
        if (fitting > 0) {
            if (length + fitting > kept.length) {
                int grown = Math.max(length + fitting, Math.min(longest, Math.max(SMALLEST, kept.length * 2)));
                room.forBytes(grown);
                kept = Arrays.copyOf(kept, grown);
            }
            System.arraycopy(bytes, offset, kept, length, fitting);
            length += fitting;
        }
        dropped += size - fitting;
    }

    private static int indexOf(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }
}
