package io.github.tektoncourier.watch.api;

import java.nio.ByteBuffer;

/** Cuts one page of a list into its items as the bytes arrive, so that a page is never held whole. */
public final class ListSplitter implements AutoCloseable {

    /** Takes the parts. The bytes are valid during the call only. */
    public interface Parts {
        void item(byte[] bytes, int offset, int length) throws ApiException, InterruptedException;

        /** Takes the beginning of an item that is longer than any Kubernetes object, and its length. */
        void oversized(byte[] bytes, int offset, int length, long whole) throws ApiException, InterruptedException;

        /** The list's own metadata: its resourceVersion and where the next page begins. */
        void metadata(byte[] bytes, int offset, int length) throws ApiException;
    }

    private enum At {
        BEGIN,
        KEY,
        IN_KEY,
        COLON,
        VALUE,
        IN_VALUE,
        ITEM,
        IN_ITEM,
        END
    }

    private static final int SMALLEST = 32 * 1024;

    private final int longest;
    private final Parts parts;
    private final ValueEnd value = new ValueEnd();
    private At at = At.BEGIN;
    private String key = "";
    private byte[] bytes = new byte[SMALLEST];
    private int from; // where the part being read begins
    private int next; // first byte not looked at yet
    private int to;
    private long dropped;
    private long sincePart;
    private final LargeObjects.Room room = LargeObjects.ofStream();

    public ListSplitter(int longest, Parts parts) {
        this.longest = longest;
        this.parts = parts;
    }

    public void feed(ByteBuffer chunk) throws ApiException, InterruptedException {
        sincePart += chunk.remaining();
        if (sincePart > LargeObjects.ENOUGH + longest) {
            throw new ApiException(
                    ApiException.Kind.PASSING,
                    "the API server sent " + sincePart + " bytes of a list without a whole object in them (a proxy in"
                            + " between?)");
        }
        ByteBuffer rest = chunk.duplicate();
        if (at == At.IN_ITEM && to - from >= longest && !passedOver(rest)) {
            return;
        }
        append(rest);
        while (next < to && at != At.END) {
            if (!step()) {
                break;
            }
        }
        if (at == At.END) {
            next = to;
        }
    }

    /** Whether the whole page has been read. */
    public boolean complete() {
        return at == At.END;
    }

    /** Skips the rest of an item that is too large. False when the item does not end in this chunk. */
    private boolean passedOver(ByteBuffer chunk) throws ApiException, InterruptedException {
        byte[] more = new byte[chunk.remaining()];
        chunk.duplicate().get(more);
        int end = value.scan(more, 0, more.length);
        dropped += end < 0 ? more.length : end;
        if (end < 0) {
            return false;
        }
        chunk.position(chunk.position() + end);
        int beginning = to - from;
        long whole = beginning + dropped;
        dropped = 0;
        sincePart = 0;
        next = to;
        at = At.ITEM;
        parts.oversized(bytes, from, beginning, whole);
        return true;
    }

    /** Gives up its right to a large buffer. */
    @Override
    public void close() {
        bytes = new byte[0];
        room.close();
    }

    /** One transition; false when more bytes are needed. */
    private boolean step() throws ApiException, InterruptedException {
        switch (at) {
            case IN_KEY, IN_VALUE, IN_ITEM -> {
                int end = value.scan(bytes, next, to);
                if (end < 0) {
                    next = to;
                    return false;
                }
                next = end;
                ended(end);
            }
            default -> {
                byte b = bytes[next];
                if (b == ' ' || b == '\n' || b == '\r' || b == '\t') {
                    next++;
                } else {
                    structure(b);
                }
            }
        }
        return true;
    }

    private void structure(byte b) throws ApiException {
        switch (at) {
            case BEGIN -> expect(b == '{', At.KEY);
            case KEY -> {
                if (b == '"') {
                    begin(At.IN_KEY);
                } else {
                    expect(b == ',' || b == '}', b == '}' ? At.END : At.KEY);
                }
            }
            case COLON -> expect(b == ':', At.VALUE);
            case VALUE -> {
                if (b == '[' && key.equals("\"items\"")) {
                    expect(true, At.ITEM);
                } else {
                    begin(At.IN_VALUE);
                }
            }
            case ITEM -> {
                if (b == '{') {
                    begin(At.IN_ITEM);
                } else {
                    expect(b == ',' || b == ']', b == ']' ? At.KEY : At.ITEM);
                }
            }
            default -> throw broken();
        }
    }

    private void ended(int end) throws ApiException, InterruptedException {
        switch (at) {
            case IN_KEY -> {
                key = new String(bytes, from, end - from, java.nio.charset.StandardCharsets.UTF_8);
                at = At.COLON;
            }
            case IN_ITEM -> {
                at = At.ITEM;
                sincePart = 0;
                parts.item(bytes, from, end - from);
            }
            default -> {
                at = At.KEY;
                if (key.equals("\"metadata\"")) {
                    sincePart = 0;
                    parts.metadata(bytes, from, end - from);
                }
            }
        }
    }

    private void begin(At inside) {
        at = inside;
        from = next;
        value.start();
    }

    private void expect(boolean met, At then) throws ApiException {
        if (!met) {
            throw broken();
        }
        next++;
        at = then;
    }

    private void append(ByteBuffer chunk) throws ApiException, InterruptedException {
        boolean inside = at == At.IN_KEY || at == At.IN_VALUE || at == At.IN_ITEM;
        int begin = inside ? from : next;
        int kept = to - begin;
        int size = chunk.remaining();
        if (kept >= longest && at != At.IN_ITEM) {
            throw new ApiException(
                    ApiException.Kind.PASSING,
                    "the API server sent a list with a value of more than " + longest + " bytes beside its objects");
        }
        byte[] target = target(kept + size);
        System.arraycopy(bytes, begin, target, 0, kept);
        chunk.duplicate().get(target, kept, size);
        if (target != bytes && !LargeObjects.Room.isLarge(target.length)) {
            room.close();
        }
        bytes = target;
        next -= begin;
        from -= begin;
        to = kept + size;
    }

    /** A buffer for so many bytes: larger when needed, small again when not. */
    private byte[] target(int size) throws InterruptedException {
        if (size > bytes.length) {
            int grown = Math.max(size, Math.min(longest, Math.max(SMALLEST, bytes.length * 2)));
            room.forBytes(grown);
            return new byte[grown];
        }
        return LargeObjects.Room.isLarge(bytes.length) && size <= SMALLEST ? new byte[SMALLEST] : bytes;
    }

    private static ApiException broken() {
        return new ApiException(
                ApiException.Kind.PASSING, "the API server's answer to a list is no JSON list (a proxy in between?)");
    }
}
