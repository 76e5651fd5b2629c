package io.github.tektoncourier.watch;

/** Finds where one JSON value ends, minding strings, escapes and depth; goes on where the last chunk broke off. */
final class ValueEnd {
    private int depth;
    private boolean begun;
    private boolean inString;
    private boolean escaped;

    /** Forgets everything: the next byte begins a value. */
    ValueEnd start() {
        depth = 0;
        begun = false;
        inString = false;
        escaped = false;
        return this;
    }

    /** Index behind the value's last byte, or -1 when it goes on behind {@code to}. A bare number, true, false or null ends before its delimiter. */
    int scan(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (inString) {
                if (escaped) {
                    escaped = false;
                } else if (b == '\\') {
                    escaped = true;
                } else if (b == '"') {
                    inString = false;
                    if (depth == 0) {
                        return i + 1;
                    }
                }
            } else if (b == '"') {
                inString = true;
                begun = true;
            } else if (b == '{' || b == '[') {
                depth++;
                begun = true;
            } else if (b == '}' || b == ']') {
                if (depth == 0) {
                    return i;
                }
                if (--depth == 0) {
                    return i + 1;
                }
            } else if (depth == 0) {
                if (b == ',' || (begun && isSpace(b))) {
                    return i;
                }
                begun = true;
            }
        }
        return -1;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
