package io.github.tektoncourier.watch;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Cuts a watch's bytes into frames, however they arrive. The API server ends each frame with a newline and its JSON
 * holds no raw one, so a newline is also where reading starts anew after something broken.
 */
final class LineSplitter {

    /** Takes one frame; the bytes are only lent. */
    interface Lines {
        void line(byte[] bytes, int offset, int length) throws ApiException, InterruptedException;

        /** A frame that outgrew every Kubernetes object was thrown away. */
        void oversized(long length) throws ApiException;
    }

    private static final int SMALLEST = 16 * 1024;

    private final int longest;
    private final Lines lines;
    private byte[] kept = new byte[SMALLEST];
    private int length;
    private long dropped;
    private long count;

    LineSplitter(int longest, Lines lines) {
        this.longest = longest;
        this.lines = lines;
    }

    /** How many frames came to their end; blank lines are none. */
    long count() {
        return count;
    }

    void feed(ByteBuffer chunk) throws ApiException, InterruptedException {
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
            long all = dropped + size;
            dropped = 0;
            lines.oversized(all);
        } else if (length == 0) {
            emit(bytes, offset, size);
        } else {
            keep(bytes, offset, size);
            int whole = length;
            length = 0;
            emit(kept, 0, whole);
            if (kept.length > 64 * SMALLEST) {
                kept = new byte[SMALLEST];
            }
        }
    }

    private void emit(byte[] bytes, int offset, int size) throws ApiException, InterruptedException {
        int trimmed = size > 0 && bytes[offset + size - 1] == '\r' ? size - 1 : size;
        if (trimmed > 0) {
            count++;
            lines.line(bytes, offset, trimmed);
        }
    }

    private void keep(byte[] bytes, int offset, int size) {
        if (dropped > 0 || length + (long) size > longest) {
            dropped += length + (long) size;
            length = 0;
            return;
        }
        if (length + size > kept.length) {
            kept = Arrays.copyOf(kept, Math.max(length + size, Math.min(longest, kept.length * 2)));
        }
        System.arraycopy(bytes, offset, kept, length, size);
        length += size;
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
