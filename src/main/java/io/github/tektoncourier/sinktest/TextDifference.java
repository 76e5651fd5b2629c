package io.github.tektoncourier.sinktest;

import java.util.ArrayList;
import java.util.List;

/** Two texts as unified lines: what is expected with {@code -}, what came with {@code +}. */
final class TextDifference {

    private static final int CONTEXT = 3;
    private static final int MOST = 60;
    private static final int LONGEST = 400;

    /** Pairing lines costs the product of both numbers. */
    private static final int MOST_PAIRED = 500;

    private final List<String> before;
    private final List<String> after;
    private final List<String> lines = new ArrayList<>(List.of("--- expected", "+++ came"));

    private TextDifference(List<String> before, List<String> after) {
        this.before = before;
        this.after = after;
    }

    /** The lines from the first to the last that differ, and some around them. */
    static List<String> lines(String expected, String actual) {
        return new TextDifference(List.of(expected.split("\\R", -1)), List.of(actual.split("\\R", -1))).unified();
    }

    private List<String> unified() {
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
        int end = after.size() - tail;
        before.subList(Math.max(0, head - CONTEXT), head).forEach(line -> add("  ", line));
        middle(before.subList(head, before.size() - tail), after.subList(head, end));
        after.subList(end, Math.min(after.size(), end + CONTEXT)).forEach(line -> add("  ", line));
        return lines.size() <= MOST + 2
                ? lines
                : append(lines.subList(0, MOST + 2), "… " + (lines.size() - MOST - 2) + " more lines");
    }

    private static List<String> append(List<String> some, String last) {
        List<String> all = new ArrayList<>(some);
        all.add(last);
        return all;
    }

    /** The longest common subsequence stays; the rest goes or comes. */
    private void middle(List<String> old, List<String> now) {
        boolean paired = old.size() <= MOST_PAIRED && now.size() <= MOST_PAIRED;
        int[][] common = new int[paired ? old.size() + 1 : 1][paired ? now.size() + 1 : 1];
        for (int i = old.size() - 1; paired && i >= 0; i--) {
            for (int j = now.size() - 1; j >= 0; j--) {
                common[i][j] = old.get(i).equals(now.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        int i = 0;
        int j = 0;
        while (i < old.size() || j < now.size()) {
            boolean both = i < old.size() && j < now.size();
            if (paired && both && old.get(i).equals(now.get(j))) {
                add("  ", old.get(i++));
                j++;
            } else if (i < old.size() && !(paired && both && common[i + 1][j] < common[i][j + 1])) {
                add("- ", old.get(i++));
            } else {
                add("+ ", now.get(j++));
            }
        }
    }

    private void add(String mark, String line) {
        boolean whole = line.codePointCount(0, line.length()) <= LONGEST;
        lines.add(mark + (whole ? line : line.substring(0, line.offsetByCodePoints(0, LONGEST)) + "…"));
    }
}
