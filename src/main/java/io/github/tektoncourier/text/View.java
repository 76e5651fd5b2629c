package io.github.tektoncourier.text;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A text as it reads after escapes were decoded, with the place in the original of each of its characters.
 *
 * @param chars the first {@code length} count
 * @param places of the characters in the original, one more than characters; null where both are the same
 */
record View(char[] chars, int length, int @Nullable [] places) {

    private static final Map<String, Character> ENTITIES = Map.ofEntries(
            Map.entry("amp", '&'),
            Map.entry("lt", '<'),
            Map.entry("gt", '>'),
            Map.entry("quot", '"'),
            Map.entry("apos", '\''),
            Map.entry("nbsp", ' '),
            Map.entry("sol", '/'),
            Map.entry("plus", '+'),
            Map.entry("equals", '='));
    private static final int LONGEST_ENTITY = 10;

    static View of(String text) {
        return new View(text.toCharArray(), text.length(), null);
    }

    /** Where a character stands in the original; for the length: where the original ends. */
    int place(int index) {
        return places == null ? index : places[index];
    }

    /** Decodes one layer of percent, JSON and HTML escapes; null where there are none. */
    @Nullable
    View decoded() {
        if (!mayHoldEscapes()) {
            return null;
        }
        Decoder decoder = new Decoder();
        return decoder.decode() ? decoder.result() : null;
    }

    private boolean mayHoldEscapes() {
        for (int i = 0; i < length; i++) {
            char c = chars[i];
            if (c == '%' || c == '\\' || c == '&') {
                return true;
            }
        }
        return false;
    }

    /** White space and plus signs are one: form encoding writes a blank as plus, logs write line ends as blanks. */
    static char folded(char c) {
        return c == '+' || c <= ' ' ? ' ' : c;
    }

    @Override
    public String toString() {
        return new String(chars, 0, length);
    }

    /** Copies the text, one escape after the other. */
    private final class Decoder {

        private final char[] out = new char[length];
        private final int[] at = new int[length + 1];
        private int written;
        private int next;

        boolean decode() {
            boolean changed = false;
            while (next < length) {
                int before = next;
                int code = escape(chars[next]);
                if (code < 0) {
                    next = before;
                    put(before, chars[next++]);
                } else {
                    changed = true;
                    for (char c : Character.toChars(code)) {
                        put(before, c);
                    }
                }
            }
            at[written] = place(length);
            return changed;
        }

        View result() {
            return new View(out, written, Arrays.copyOf(at, written + 1));
        }

        private void put(int from, char c) {
            at[written] = place(from);
            out[written++] = c;
        }

        /** The character that is written as an escape here, after which {@code next} stands; -1 where none is. */
        private int escape(char c) {
            return switch (c) {
                case '%' -> percent();
                case '\\' -> backslash();
                case '&' -> entity();
                default -> -1;
            };
        }

        private int percent() {
            int first = octet(next);
            if (first < 0) {
                return -1;
            }
            int start = next;
            next += 3;
            int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0;
            int code = more == 0 ? first : first & (0x3F >> more);
            for (int i = 0; i < more; i++, next += 3) {
                int octet = octet(next);
                if ((octet & 0xC0) != 0x80) { // also where there is none
                    next = start + 3;
                    return first; // ISO 8859-1
                }
                code = (code << 6) | (octet & 0x3F);
            }
            return Character.isValidCodePoint(code) ? code : first;
        }

        private int octet(int from) {
            return from < length && chars[from] == '%' ? hex(from + 1, 2) : -1;
        }

        private int backslash() {
            if (next + 1 >= length) {
                return -1;
            }
            char kind = chars[next + 1];
            int digits = kind == 'u' ? 4 : kind == 'x' ? 2 : 0;
            if (digits > 0) {
                int code = hex(next + 2, digits);
                next += 2 + digits;
                return code;
            }
            next += 2;
            return switch (kind) {
                case 'n', 'r', 't', 'b', 'f' -> ' ';
                case '"', '\\', '/', '\'' -> kind;
                default -> -1;
            };
        }

        private int entity() {
            int end = next + 1;
            while (end < length && end - next <= LONGEST_ENTITY && chars[end] != ';') {
                end++;
            }
            if (end >= length || chars[end] != ';') {
                return -1;
            }
            String name = new String(chars, next + 1, end - next - 1);
            next = end + 1;
            if (!name.startsWith("#")) {
                return ENTITIES.getOrDefault(name, (char) 0) - (ENTITIES.containsKey(name) ? 0 : 1);
            }
            try {
                boolean hex = name.startsWith("#x") || name.startsWith("#X");
                int code = Integer.parseInt(name.substring(hex ? 2 : 1), hex ? 16 : 10);
                return Character.isValidCodePoint(code) ? code : -1;
            } catch (NumberFormatException e) {
                return -1;
            }
        }

        private int hex(int from, int digits) {
            int value = 0;
            for (int i = from; i < from + digits; i++) {
                int digit = i < length ? Character.digit(chars[i], 16) : -1;
                if (digit < 0) {
                    return -1;
                }
                value = (value << 4) | digit;
            }
            return value;
        }
    }
}
