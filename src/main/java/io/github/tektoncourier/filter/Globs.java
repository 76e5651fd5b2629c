package io.github.tektoncourier.filter;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A comma-separated list of globs, as users write them in {@code types}, {@code namespaces}, {@code kinds} and
 * {@code outcomes}: {@code *} stands for any text, {@code ?} for one character, and one match is enough.
 */
public final class Globs {

    /** Matches everything, also what is absent. */
    public static final Globs ANY = new Globs(List.of(), true);

    private final boolean absent;
    private final List<String> patterns;
    private final Set<String> exact;
    private final List<String> wild;

    private Globs(List<String> patterns, boolean absent) {
        this.absent = absent;
        this.patterns = patterns;
        this.exact = patterns.stream().filter(p -> !isWild(p)).collect(Collectors.toUnmodifiableSet());
        this.wild = patterns.stream().filter(Globs::isWild).toList();
    }

    /** Reads a list; absent or blank means everything. */
    public static Globs of(@Nullable String commaSeparated) {
        List<String> patterns = patterns(commaSeparated);
        return patterns.isEmpty() || patterns.contains("*") ? ANY : new Globs(patterns, true);
    }

    /** As {@link #of}, but once a glob is given, even {@code *}, an absent value never matches. */
    public static Globs ofPresent(@Nullable String commaSeparated) {
        List<String> patterns = patterns(commaSeparated);
        return patterns.isEmpty() ? ANY : new Globs(patterns, false);
    }

    private static List<String> patterns(@Nullable String commaSeparated) {
        if (commaSeparated == null) {
            return List.of();
        }
        return Arrays.stream(commaSeparated.split(",", -1))
                .map(String::strip)
                .filter(p -> !p.isEmpty())
                .toList();
    }

    /** Whether nothing is excluded. */
    public boolean any() {
        return patterns.isEmpty();
    }

    /** Whether one of the globs covers the whole value; an absent value is an empty one. */
    public boolean matches(@Nullable String value) {
        if (any()) {
            return true;
        }
        String text = value == null ? "" : value;
        if (text.isEmpty() && !absent) {
            return false;
        }
        if (exact.contains(text)) {
            return true;
        }
        for (String pattern : wild) {
            if (matches(pattern, text)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWild(String pattern) {
        return pattern.indexOf('*') >= 0 || pattern.indexOf('?') >= 0;
    }

    /** Two pointers and one place to come back to: linear for what people write, never exponential. */
    private static boolean matches(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int resume = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = t;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    @Override
    public String toString() {
        return any() ? "*" : String.join(",", patterns);
    }
}
