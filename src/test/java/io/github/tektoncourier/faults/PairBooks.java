package io.github.tektoncourier.faults;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What came to the sinks of a pair, held against what was due: by the cluster's runs ({@link Due}), and by what any
 * other sink has, because all have it from one journal.
 *
 * @param due by sink, {@code <uid> <type>}
 * @param missing of these
 * @param unshared ids that another sink has
 */
record PairBooks(Map<String, Set<String>> due, Map<String, Set<String>> missing, Map<String, Set<String>> unshared) {

    private static final String OWN_TYPES = "dev.tekton.event.";

    /** @param accepted by sink */
    static PairBooks of(
            Map<String, List<FaultySink.Accepted>> accepted,
            Collection<LivedRun> runs,
            List<CourierEpoch> epochs,
            boolean placeKept) {
        Map<String, Long> told = new HashMap<>();
        Map<String, String> ids = new HashMap<>();
        for (List<FaultySink.Accepted> all : accepted.values()) {
            for (FaultySink.Accepted one : all) {
                ids.put(one.id(), one.type());
                if (!one.type().contains(".kubernetesevent.")) {
                    told.merge(one.runUid(), one.nanos(), Math::min);
                }
            }
        }
        Set<String> everything = new Due(epochs, told, placeKept).of(runs);
        Map<String, Set<String>> due = new LinkedHashMap<>();
        Map<String, Set<String>> missing = new LinkedHashMap<>();
        Map<String, Set<String>> unshared = new LinkedHashMap<>();
        accepted.forEach((sink, all) -> {
            Set<String> wanted = new TreeSet<>(everything);
            Set<String> shared = new TreeSet<>(ids.keySet());
            if (sink.equals(PairWorld.TEAM)) {
                wanted.removeIf(moment -> !moment.contains(" " + OWN_TYPES));
                shared.removeIf(id -> !ids.getOrDefault(id, "").startsWith(OWN_TYPES));
            }
            due.put(sink, wanted);
            missing.put(
                    sink,
                    without(
                            wanted,
                            all.stream().map(FaultySink.Accepted::moment).toList()));
            unshared.put(
                    sink,
                    without(shared, all.stream().map(FaultySink.Accepted::id).toList()));
        });
        return new PairBooks(due, missing, unshared);
    }

    private static Set<String> without(Set<String> all, Collection<String> some) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(new HashSet<>(some));
        return rest;
    }

    /** Whether all is there, but for what {@code team} may lack. */
    boolean complete(long droppedOfTeam) {
        return missing.entrySet().stream().allMatch(sink -> holds(sink.getKey(), sink.getValue(), droppedOfTeam))
                && unshared.entrySet().stream().allMatch(sink -> holds(sink.getKey(), sink.getValue(), droppedOfTeam));
    }

    private static boolean holds(String sink, Set<String> lacks, long droppedOfTeam) {
        return lacks.isEmpty() || (sink.equals(PairWorld.TEAM) && lacks.size() <= droppedOfTeam);
    }
}
