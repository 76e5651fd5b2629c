package io.github.tektoncourier.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what a user probably meant by a misspelt name. */
public final class Nearest {

    private static final int SHORTEST_PART = 4;
    private static final int MOST_EDITS = 3;

    private Nearest() {}

    /** The candidate with the fewest edits; the first of equals. */
    public static String of(String text, Collection<String> candidates) {
        return candidates.stream()
                .sorted()
                .min(Comparator.comparingInt(candidate -> edits(text, candidate)))
                .orElse("");
    }

    /** The candidate that is close enough to be what was meant; empty where none is. */
    public static Optional<String> meant(String text, Collection<String> candidates) {
        String plain = plain(text);
        return candidates.stream()
                .filter(candidate -> !candidate.isEmpty() && distance(plain, plain(candidate)) >= 0)
                .sorted()
                .min(Comparator.comparingInt(candidate -> distance(plain, plain(candidate))));
    }

    /** {@code " Did you mean x?"}, or nothing. */
    public static String hint(String text, Collection<String> candidates) {
        return meant(text, candidates)
                .map(meant -> " Did you mean " + meant + "?")
                .orElse("");
    }

    /** Edits between two names, 1 where one begins with the other; -1 where they are not alike. */
    private static int distance(String text, String candidate) {
        int edits = edits(text, candidate);
        int length = Math.min(text.length(), candidate.length());
        if (edits <= Math.max(1, Math.min(MOST_EDITS, length / 3)) && edits < length) {
            return edits;
        }
        boolean part = length >= SHORTEST_PART && (text.startsWith(candidate) || candidate.startsWith(text));
        return part ? MOST_EDITS + 1 : -1;
    }

    /** Case, hyphens and the like are what people mix up most. */
    private static String plain(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
    }

    /** Insertions, deletions, replacements and exchanges of neighbours that make one text the other. */
    public static int edits(String a, String b) {
        int[] before = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] next = new int[b.length() + 1];
            next[0] = i;
            for (int j = 1; j < next.length; j++) {
                int replaced = row[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                next[j] = Math.min(replaced, Math.min(row[j], next[j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    next[j] = Math.min(next[j], before[j - 2] + 1);
                }
            }
            before = row;
            row = next;
        }
        return row[b.length()];
    }
}
