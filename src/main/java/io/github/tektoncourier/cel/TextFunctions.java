package io.github.tektoncourier.cel;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Functions on texts and lists that count what they cost. */
final class TextFunctions {

    private static final int LONGEST_PATTERN = 1_000;
    private static final int PATTERNS = 100;

    /** Compiling costs more than matching; what is compiled is given by few expressions. */
    private static final Map<String, Pattern> COMPILED = new ConcurrentHashMap<>();

    private TextFunctions() {}

    static String concat(String one, String other) {
        Effort.spend((long) one.length() + other.length());
        return one + other;
    }

    /** RE2: linear in the text, whatever the pattern. */
    static boolean matches(String text, String pattern) {
        Effort.spend(text.length());
        return compiled(pattern).matcher(text).find();
    }

    private static Pattern compiled(String pattern) {
        Pattern known = COMPILED.get(pattern);
        if (known != null) {
            return known;
        }
        if (pattern.length() > LONGEST_PATTERN) {
            throw new CelFailedException(
                    "the pattern of matches has more than " + LONGEST_PATTERN + " characters, which is its limit",
                    false);
        }
        try {
            Pattern compiled = Pattern.compile(pattern);
            if (COMPILED.size() >= PATTERNS) {
                COMPILED.clear();
            }
            COMPILED.put(pattern, compiled);
            return compiled;
        } catch (PatternSyntaxException e) {
            throw new CelFailedException("the pattern of matches is no regular expression: " + e.getMessage(), false);
        }
    }

    static String replace(String text, String what, String by) {
        return replace(text, what, by, -1);
    }

    /** At most so many times; each where negative. */
    static String replace(String text, String what, String by, long times) {
        StringBuilder replaced = new StringBuilder();
        int from = 0;
        long left = times < 0 ? Long.MAX_VALUE : times;
        Effort.spend(text.length());
        while (left-- > 0) {
            int at = text.indexOf(what, from);
            if (at < 0 || (what.isEmpty() && at >= text.length())) {
                break;
            }
            Effort.spend(by.length() + 1L);
            replaced.append(text, from, at).append(by);
            if (what.isEmpty()) {
                replaced.append(text.charAt(at));
            }
            from = at + Math.max(1, what.length());
        }
        return replaced.append(text, Math.min(from, text.length()), text.length())
                .toString();
    }

    static boolean contains(String text, String part) {
        Effort.spend(text.length());
        return text.contains(part);
    }

    static long indexOf(String text, String part) {
        Effort.spend(text.length());
        return text.indexOf(part);
    }

    static long lastIndexOf(String text, String part) {
        Effort.spend(text.length());
        return text.lastIndexOf(part);
    }

    static String lower(String text) {
        Effort.spend(text.length());
        return ascii(text, 'A', 'Z', 'a' - 'A');
    }

    static String upper(String text) {
        Effort.spend(text.length());
        return ascii(text, 'a', 'z', 'A' - 'a');
    }

    private static String ascii(String text, char first, char last, int shift) {
        StringBuilder changed = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= first && c <= last) {
                changed.setCharAt(i, (char) (c + shift));
            }
        }
        return changed.toString();
    }

    static String trim(String text) {
        Effort.spend(text.length());
        return text.strip();
    }

    /** The rest from a place on. */
    static String substring(String text, long from) {
        return substring(text, from, text.length());
    }

    /** From a place on, up to before another. */
    static String substring(String text, long from, long to) {
        if (from < 0 || to > text.length() || from > to) {
            throw new CelFailedException("substring takes places within the text", false);
        }
        Effort.spend(to - from);
        return text.substring((int) from, (int) to);
    }

    /** One by one where the separator is empty. */
    static List<String> split(String text, String by) {
        return split(text, by, -1);
    }

    /** Into at most so many parts; all where negative. */
    static List<String> split(String text, String by, long parts) {
        List<String> split = new ArrayList<>();
        int from = 0;
        long most = parts < 0 ? Long.MAX_VALUE : parts;
        Effort.spend(text.length());
        while (split.size() < most) {
            Effort.spend(Effort.ELEMENT);
            int at = by.isEmpty() ? from + 1 : text.indexOf(by, from);
            boolean last = at < 0 || split.size() == most - 1 || (by.isEmpty() && at >= text.length());
            if (last) {
                split.add(text.substring(from));
                return split;
            }
            split.add(text.substring(from, at));
            from = at + by.length();
        }
        return split;
    }

    static String join(List<?> texts, String between) {
        StringBuilder joined = new StringBuilder();
        for (int i = 0; i < texts.size(); i++) {
            if (!(texts.get(i) instanceof String text)) {
                throw new CelFailedException("join takes a list of texts, and an element is none", false);
            }
            Effort.spend((long) text.length() + between.length());
            joined.append(i == 0 ? "" : between).append(text);
        }
        return joined.toString();
    }

    /** No more characters than that; a character beyond the basic plane is not cut in two. */
    static String truncate(String text, long length) {
        if (length < 0) {
            throw new CelFailedException("truncate takes a length that is not negative", false);
        }
        return text.codePointCount(0, text.length()) <= length
                ? text
                : text.substring(0, text.offsetByCodePoints(0, (int) length));
    }
}
