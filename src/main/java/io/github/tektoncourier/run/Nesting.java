package io.github.tektoncourier.run;

import java.util.Arrays;

/**
 * Cuts out of JSON what nests too deeply for parsers behind us, without a parser that would need memory for each level.
 * All else keeps its bytes. What is no JSON comes out as something that is none either.
 */
public final class Nesting {

    /**
     * Levels of an object that become part of events: below the 1,000 at which most receivers' parsers refuse, with room
     * for the levels that events put around it.
     */
    public static final int DEEPEST = 900;

    private final byte[] in;
    private final int end;
    private final byte[] out;
    private int filled;
    private int depth;

    // Of the container at the deepest level that stays: where its latest member begins in the output, whether one stays
    // before that, and whether the latest itself was cut.
    private int member;
    private boolean before;
    private boolean gone;

    private Nesting(byte[] in, int offset, int end) {
        this.in = in;
        this.end = end;
        this.out = new byte[end - offset];
    }

    /** A copy of the bytes without members and elements that are containers below the deepest level. */
    public static byte[] cut(byte[] bytes, int offset, int length, int deepest) {
        return new Nesting(bytes, offset, offset + length).cut(offset, deepest);
    }

    /** Whether containers stand within one another as many levels deep. */
    static boolean reaches(byte[] bytes, int levels) {
        int open = 0;
        for (int i = 0; i < bytes.length; i++) {
            byte b = bytes[i];
            if (b == '"') {
                i = string(bytes, i, bytes.length);
            } else if (b == '{' || b == '[') {
                if (++open == levels) {
                    return true;
                }
            } else if (b == '}' || b == ']') {
                open--;
            }
        }
        return false;
    }

    private byte[] cut(int offset, int deepest) {
        for (int i = offset; i < end; i++) {
            byte b = in[i];
            switch (b) {
                case '"' -> {
                    int last = Math.min(string(in, i, end), end - 1);
                    copy(i, last + 1);
                    i = last;
                }
                case '{', '[' -> {
                    if (depth == deepest) {
                        i = container(in, i, end);
                        filled = member;
                        gone = true;
                    } else {
                        put(b);
                        if (++depth == deepest) {
                            begin(false);
                        }
                    }
                }
                case '}', ']' -> {
                    depth--;
                    put(b);
                }
                case ',' -> {
                    if (depth == deepest) {
                        next();
                    } else {
                        put(b);
                    }
                }
                default -> put(b);
            }
        }
        return Arrays.copyOf(out, filled);
    }

    /** A comma between members, which stays where one that stays stands before it. */
    private void next() {
        boolean stays = before || !gone;
        begin(stays);
        if (stays) {
            put((byte) ',');
        }
    }

    private void begin(boolean another) {
        member = filled;
        before = another;
        gone = false;
    }

    private void put(byte b) {
        out[filled++] = b;
    }

    private void copy(int from, int to) {
        System.arraycopy(in, from, out, filled, to - from);
        filled += to - from;
    }

    /** Index of the closing quote, or the end. */
    private static int string(byte[] bytes, int from, int end) {
        int i = from + 1;
        while (i < end && bytes[i] != '"') {
            i += bytes[i] == '\\' ? 2 : 1;
        }
        return i;
    }

    /** Index of the closing bracket, or the end. */
    private static int container(byte[] bytes, int from, int end) {
        int open = 0;
        int i = from;
        for (; i < end; i++) {
            byte b = bytes[i];
            if (b == '"') {
                i = string(bytes, i, end);
            } else if (b == '{' || b == '[') {
                open++;
            } else if ((b == '}' || b == ']') && --open == 0) {
                return i;
            }
        }
        return i;
    }
}
