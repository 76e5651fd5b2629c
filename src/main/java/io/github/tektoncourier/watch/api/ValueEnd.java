package io.github.tektoncourier.watch.api;

/** Finds where one JSON value ends, minding strings, escapes and depth; goes on where the last chunk broke off. */
public final class ValueEnd {
    private int depth;
    private boolean begun;
    private boolean inString;
    private boolean escaped;

    /** Starts over: the next byte begins a value. */
    ValueEnd start() {
        depth = 0;
        begun = false;
        inString = false;
        escaped = false;
        return this;
    }

    /** Whether these bytes are one value and nothing else, as far as brackets and quotes tell. */
    public static boolean isWhole(byte[] bytes, int offset, int length) {
        return new ValueEnd().scan(bytes, offset, offset + length) == offset + length;
    }

    /**
     * Index behind the value's last byte, or -1 when it goes on behind {@code to}. A bare number, true, false or null
     * ends before its delimiter.
     */
    int scan(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            if (inString) {
                i = string(bytes, i, to);
                if (depth == 0 && !inString) {
                    return i;
                }
                continue;
            }
            byte b = bytes[i++];
            switch (b) {
                case '"' -> {
                    inString = true;
                    begun = true;
                }
                case '{', '[' -> {
                    depth++;
                    begun = true;
                }
                case '}', ']' -> {
                    if (depth == 0) {
                        return i - 1;
                    }
                    if (--depth == 0) {
                        return i;
                    }
                }
                default -> {
                    if (depth == 0) {
                        if (b == ',' || (begun && isSpace(b))) {
                            return i - 1;
                        }
                        begun = true;
                    }
                }
            }
        }
        return -1;
    }

    /** Moves behind the closing quote, or to the end of the bytes. */
    private int string(byte[] bytes, int from, int to) {
        int i = from;
        if (escaped) {
            escaped = false;
            i++;
        }
        while (i < to) {
            byte b = bytes[i++];
            if (b == '"') {
                inString = false;
                return i;
            }
            if (b == '\\') {
                if (i == to) {
                    escaped = true;
                }
                i++;
            }
        }
        return to;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
