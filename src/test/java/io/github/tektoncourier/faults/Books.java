package io.github.tektoncourier.faults;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What came to one sink, held against what had to.
 *
 * @param lost moments that had to arrive and did not
 * @param sameId requests whose id had been accepted before
 * @param newId moments that came under a second id; {@code unknown} and Kubernetes Events may happen several times
 * @param changed repeats whose body differs from the first, but for those marked {@code replay}
 * @param outOfOrder events that came, for the first time, behind a later one of their run
 */
record Books(int expected, Set<String> lost, long sameId, List<String> newId, long changed, List<String> outOfOrder) {

    static Books of(Collection<String> expected, List<FaultySink.Accepted> accepted) {
        Set<String> lost = new TreeSet<>(expected);
        Map<String, FaultySink.Accepted> first = new HashMap<>();
        Map<String, Set<String>> ids = new HashMap<>();
        Map<String, String> latest = new HashMap<>();
        List<String> outOfOrder = new ArrayList<>();
        long same = 0;
        long changed = 0;
        for (FaultySink.Accepted one : accepted) {
            lost.remove(one.moment());
            FaultySink.Accepted before = first.putIfAbsent(one.id(), one);
            if (before != null) {
                same++;
                changed += one.replay() || before.bodyHash() == one.bodyHash() ? 0 : 1; // found anew, as the run is now
            } else if (!one.replay()) {
                String last = latest.put(one.runUid(), one.sequence());
                if (last != null && last.compareTo(one.sequence()) >= 0) {
                    outOfOrder.add(one.id());
                }
            }
            if (once(one.type())) {
                ids.computeIfAbsent(one.moment(), any -> new HashSet<>()).add(one.id());
            }
        }
        List<String> newId = ids.values().stream()
                .filter(several -> several.size() > 1)
                .map(Object::toString)
                .toList();
        return new Books(expected.size(), lost, same, newId, changed, outOfOrder);
    }

    boolean nothingLost() {
        return lost.isEmpty() && newId.isEmpty() && changed == 0 && outOfOrder.isEmpty();
    }

    private static boolean once(String type) {
        return Arrays.stream(new String[] {".unknown.", ".kubernetesevent.", ".step", ".retried.", ".taskskipped."})
                .noneMatch(type::contains);
    }
}
