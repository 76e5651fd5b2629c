package io.github.tektoncourier.run;

import java.util.ArrayList;
import java.util.List;

/** What is left out of an object's bytes and what is put in front, so that they need not be written anew. */
public final class Cuts {

    private record Range(int from, int to) {}

    private final byte[] bytes;
    private final List<Range> ranges = new ArrayList<>(2);

    /** Nothing is cut yet. */
    public Cuts(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Leaves out one member with the comma that would be left over.
     *
     * @param from its name's opening quote
     * @param to behind its value
     * @param behindAnother whether a member that stays stands before it in the same object
     */
    void member(int from, int to, boolean behindAnother) {
        if (behindAnother) {
            int comma = from - 1;
            while (bytes[comma] != ',') {
                comma--;
            }
            ranges.add(new Range(comma, to));
        } else {
            int next = to;
            while (next < bytes.length && blank(bytes[next])) {
                next++;
            }
            // Bytes that break off right here are refused later, by the reader that goes on.
            ranges.add(new Range(from, next < bytes.length && bytes[next] == ',' ? next + 1 : to));
        }
    }

    /** The object from its brace to its brace, with {@code first} as its first members. */
    public byte[] apply(int from, int to, byte[] first) {
        int size = to - from + first.length;
        for (Range range : ranges) {
            size -= range.to() - range.from();
        }
        byte[] out = new byte[size];
        out[0] = bytes[from];
        System.arraycopy(first, 0, out, 1, first.length);
        int filled = 1 + first.length;
        int done = from + 1;
        for (Range range : ranges) {
            int kept = range.from() - done;
            System.arraycopy(bytes, done, out, filled, kept);
            filled += kept;
            done = range.to();
        }
        System.arraycopy(bytes, done, out, filled, to - done);
        return out;
    }

    private static boolean blank(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
