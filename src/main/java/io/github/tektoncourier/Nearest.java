package io.github.tektoncourier;

import java.util.Collection;
import java.util.Comparator;

/** Finds what a user probably meant by a misspelt name. */
final class Nearest {

    private Nearest() {}

    /** The candidate with the fewest edits; the first of equals. */
    static String of(String text, Collection<String> candidates) {
        return candidates.stream()
                .sorted()
                .min(Comparator.comparingInt(candidate -> edits(text, candidate)))
                .orElse("");
    }

    /** Levenshtein distance, one row at a time. */
    static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
