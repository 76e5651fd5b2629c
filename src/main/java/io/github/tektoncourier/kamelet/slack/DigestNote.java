package io.github.tektoncourier.kamelet.slack;

import io.github.tektoncourier.kamelet.slack.RunNote.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the journal keeps of a digest.
 *
 * @param since when it began, in milliseconds
 * @param quiet whether it is that of quiet hours
 * @param counts runs by their state
 * @param latest the runs that were told last, the latest first
 */
record DigestNote(Place message, long since, boolean quiet, Map<String, Integer> counts, List<Entry> latest) {

    private static final String SUCCEEDED = "succeeded";

    /** States of runs, in the order in which a digest names them. */
    static final List<String> ORDER =
            List.of("failed", "timed out", "could not run", "cancelled", "deleted", "running", SUCCEEDED);

    static final Map<String, String> EMOJI = Map.of(
            "failed",
            "❌",
            "timed out",
            "⏰",
            "could not run",
            "⚠️",
            "cancelled",
            "🚫",
            "deleted",
            "🗑️",
            "running",
            "▶️",
            SUCCEEDED,
            "✅");

    /** Runs that are named; all are counted. */
    static final int NAMED = 15;

    /** A run in a digest; {@code link} is empty without one. */
    record Entry(String state, String where, String link) {}

    /** The state of a run, in the words of a digest. */
    static String state(SlackStory story) {
        if (story.ended()) {
            return story.end() == RunEnd.CANCELLED ? "cancelled" : story.end().words();
        }
        return story.moment().equals("deleted") ? "deleted" : "running";
    }

    static DigestNote begun(long now, boolean quiet) {
        return new DigestNote(Place.NONE, now, quiet, Map.of(), List.of());
    }

    DigestNote withMessage(Place place) {
        return new DigestNote(place, since, quiet, counts, latest);
    }

    /** With a run in the place of what it was before; empty for one that comes anew. */
    DigestNote with(Entry entry, String before) {
        Map<String, Integer> counted = new LinkedHashMap<>(counts);
        counted.computeIfPresent(before, (state, count) -> count > 1 ? count - 1 : null);
        counted.merge(entry.state(), 1, Integer::sum);
        List<Entry> named = new ArrayList<>(latest);
        named.removeIf(old -> old.where().equals(entry.where()));
        if (!entry.state().equals(SUCCEEDED) || named.size() < NAMED) {
            named.add(0, entry);
        }
        return new DigestNote(
                message, since, quiet, counted, List.copyOf(named.subList(0, Math.min(NAMED, named.size()))));
    }
}
