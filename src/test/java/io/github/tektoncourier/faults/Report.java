package io.github.tektoncourier.faults;

import java.util.List;
import java.util.Set;

/** One row of the harness's table. */
record Report(
        Scenario scenario,
        String load,
        int faults,
        int expected,
        Set<String> lost,
        long sameId,
        long newId,
        long outOfOrder,
        Delays delays,
        long peakMegabytes,
        List<String> failures) {

    static final String HEAD = "| scenario | load | faults | expected | lost | repeats, same id | repeats, new id"
            + " | out of order | p50 ms | p99 ms | peak RSS MB | |\n|---|---|---|---|---|---|---|---|---|---|---|---|";

    boolean passed() {
        return lost.isEmpty() && newId == 0 && outOfOrder == 0 && failures.isEmpty();
    }

    String row() {
        return "| %s | %s | %d | %d | %d | %d | %d | %d | %d | %d | %d | %s |"
                .formatted(
                        scenario.name(),
                        load,
                        faults,
                        expected,
                        lost.size(),
                        sameId,
                        newId,
                        outOfOrder,
                        delays.p50(),
                        delays.p99(),
                        peakMegabytes,
                        passed() ? "PASS" : "FAIL");
    }

    /** Why it failed, a line each. */
    List<String> complaints() {
        List<String> first =
                lost.stream().limit(5).map(moment -> "lost: " + moment).toList();
        return java.util.stream.Stream.concat(failures.stream(), first.stream()).toList();
    }
}
