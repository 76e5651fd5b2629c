package io.github.tektoncourier.sinktest;

import java.util.ArrayList;
import java.util.List;

/** Two texts as unified lines: what is expected with {@code -}, what came with {@code +}. */
final class TextDifference {

    private static final int CONTEXT = 3;
    private static final int MOST = 40;
    private static final int LONGEST = 400;

    private TextDifference() {}

    /** The lines from the first to the last that differ, and some around them. */
    static List<String> lines(String expected, String actual) {
        List<String> before = List.of(expected.split("\\R", -1));
        List<String> after = List.of(actual.split("\\R", -1));
        int shorter = Math.min(before.size(), after.size());
        int head = 0;
        while (head < shorter && before.get(head).equals(after.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < shorter - head
                && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail))) {
            tail++;
        }
        List<String> lines = new ArrayList<>(List.of("--- expected", "+++ came"));
        add(lines, "  ", before.subList(Math.max(0, head - CONTEXT), head));
        add(lines, "- ", before.subList(head, before.size() - tail));
        add(lines, "+ ", after.subList(head, after.size() - tail));
        int end = after.size() - tail;
        add(lines, "  ", after.subList(end, Math.min(after.size(), end + CONTEXT)));
        return lines;
    }

    private static void add(List<String> lines, String mark, List<String> some) {
        some.stream().limit(MOST).forEach(line -> lines.add(mark + cut(line)));
        if (some.size() > MOST) {
            lines.add(mark + "… " + (some.size() - MOST) + " more lines");
        }
    }

    private static String cut(String line) {
        return line.codePointCount(0, line.length()) <= LONGEST
                ? line
                : line.substring(0, line.offsetByCodePoints(0, LONGEST)) + "…";
    }
}
