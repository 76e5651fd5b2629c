package io.github.tektoncourier.routes;

import io.github.tektoncourier.routes.check.file.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which of several changed files may start together: names can move from one file to another in one go, but where two
 * want the same, the file that has it keeps it.
 *
 * @param accepted in the order in which they are to start
 * @param refused by file, why
 */
record Choice(List<Candidate> accepted, Map<String, List<Problem>> refused) {

    /**
     * Chooses.
     *
     * @param running everything that runs, but for files that are gone
     */
    static Choice among(Collection<Candidate> candidates, Collection<SinkFiles.Loaded> running) {
        Map<String, List<Problem>> refused = new LinkedHashMap<>();
        List<Candidate> wanted = new ArrayList<>();
        for (Candidate candidate : candidates) {
            if (candidate.sound()) {
                wanted.add(candidate);
            } else {
                refused.put(candidate.file().name(), candidate.errors());
            }
        }
        List<String> owners = running.stream().map(one -> one.file().name()).toList();
        wanted.sort((a, b) -> Boolean.compare(
                owners.contains(b.file().name()), owners.contains(a.file().name())));
        while (true) {
            Map<String, List<Problem>> clashes = clashes(wanted, running);
            if (clashes.isEmpty()) {
                return new Choice(wanted, refused);
            }
            refused.putAll(clashes); // what they have running stays, which may be in the way of others
            wanted.removeIf(candidate -> clashes.containsKey(candidate.file().name()));
        }
    }

    private static Map<String, List<Problem>> clashes(List<Candidate> wanted, Collection<SinkFiles.Loaded> running) {
        Map<String, Names> taken = new LinkedHashMap<>();
        running.forEach(one -> taken.put(one.file().name(), one.names()));
        wanted.forEach(candidate -> taken.remove(candidate.file().name()));
        Map<String, List<Problem>> clashes = new LinkedHashMap<>();
        for (Candidate candidate : wanted) {
            List<Problem> found = new ArrayList<>();
            taken.forEach((other, names) -> found.addAll(candidate.clashes(names, other)));
            if (found.isEmpty()) {
                taken.put(candidate.file().name(), candidate.names());
            } else {
                clashes.put(candidate.file().name(), found);
            }
        }
        return clashes;
    }
}
