package io.github.tektoncourier.faults;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which lasting moments must have been told in the end, when everything is well again and the settings are the first
 * ones: promises 3 and 5 of the event contract as a function of what the harness did. What only may have been told is
 * left out: a moment that a first list may have met with {@code announce=new}, and what a run that is gone proved while
 * its watch could not be resumed.
 */
final class Due {

    private final List<CourierEpoch> epochs;
    private final Map<String, Long> told;
    private final boolean placeKept;

    /**
     * @param told by run, when a sink accepted the first event of its own life: from then on the ledger knows it
     * @param placeKept whether every watch could go on where it was, so that runs that are gone were seen, too
     */
    Due(List<CourierEpoch> epochs, Map<String, Long> told, boolean placeKept) {
        this.epochs = epochs;
        this.told = told;
        this.placeKept = placeKept;
    }

    /** {@code <uid> <type>} of everything due to a subscription that takes every type. */
    Set<String> of(Collection<LivedRun> runs) {
        Set<String> due = new TreeSet<>();
        for (LivedRun run : runs) {
            if (run.exists() || placeKept) {
                long silent = silentUntil(run);
                run.proven().stream().filter(one -> one.at() >= silent).forEach(one -> due.add(one.moment()));
            }
            if (!run.exists() && told.containsKey(run.uid())) {
                due.add(deleted(run));
            }
        }
        return due;
    }

    static String deleted(LivedRun run) {
        String kind = run.life().kind().name.toLowerCase(Locale.ROOT);
        return run.uid() + " io.github.tektoncourier." + kind + ".deleted.v1";
    }

    /** Moments proven before may have been met by the first list of a scope, under a rule that does not tell them. */
    private long silentUntil(LivedRun run) {
        Set<String> established = new HashSet<>();
        long silent = Long.MIN_VALUE;
        for (CourierEpoch epoch : epochs) {
            if (!epoch.sees(run)) {
                continue;
            }
            boolean firstSight = !established.contains(epoch.scopeOf(run));
            if (firstSight && !known(run, epoch) && keepsSilent(run, epoch)) {
                silent = Math.max(silent, epoch.watching());
            }
            if (epoch.watches()) {
                established.add(epoch.scopeOf(run));
            }
        }
        return silent;
    }

    private boolean known(LivedRun run, CourierEpoch epoch) {
        return told.getOrDefault(run.uid(), Long.MAX_VALUE) < epoch.began();
    }

    private static boolean keepsSilent(LivedRun run, CourierEpoch epoch) {
        return switch (epoch.announce()) {
            case "all" -> false;
            case "active" -> run.endedAt() < epoch.watching();
            default -> run.created() < epoch.watching();
        };
    }
}
