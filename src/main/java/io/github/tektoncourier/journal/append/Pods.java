package io.github.tektoncourier.journal.append;

import io.github.tektoncourier.run.Attempt;
import io.github.tektoncourier.run.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The pods that a run names as its own, as far as such names can be. The right to write a status is the right to write
 * anything into it.
 */
final class Pods {

    /** Retries are unbounded, and a core Event lives for an hour. */
    private static final int MOST = 64;

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

    private Pods() {}

    /** Those that the ledger does not have; most often none, so that it costs next to nothing. */
    static List<String> unknown(Run run, Set<String> known) {
        List<String> found = List.of();
        for (Attempt attempt : run.retries()) {
            found = with(found, attempt.podName(), known);
        }
        return with(found, run.current().podName(), known);
    }

    private static List<String> with(List<String> found, String name, Set<String> known) {
        boolean wanted = !name.isEmpty()
                && !known.contains(name)
                && !found.contains(name)
                && known.size() + found.size() < MOST
                && NAME.matcher(name).matches();
        if (!wanted) {
            return found;
        }
        List<String> more = new ArrayList<>(found);
        more.add(name);
        return more;
    }
}
