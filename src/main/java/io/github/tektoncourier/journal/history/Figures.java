package io.github.tektoncourier.journal.history;

import java.util.List;
import java.util.Map;

/**
 * What an open journal has done since it was opened.
 *
 * @param attempts by subscription and outcome, attempts whose outcome is on disk: {@code delivered}, {@code filtered} by the
 *     route, and the words of failed attempts
 * @param died by subscription, events that became dead letters
 * @param filtered by subscription and parameter of the source, events that it left out
 * @param delays by subscription, from append to delivery
 * @param appends from an event's own time to its append
 * @param commits how long the disk took for a commit
 */
public record Figures(
        Map<String, Map<String, Long>> attempts,
        Map<String, Long> died,
        Map<String, Map<String, Long>> filtered,
        Map<String, Delays> delays,
        Delays appends,
        Delays commits) {

    /** Of a journal that counts nothing. */
    public static final Figures NONE = new Figures(Map.of(), Map.of(), Map.of(), Map.of(), Delays.NONE, Delays.NONE);

    /**
     * How many took how long.
     *
     * @param bounds upper bounds in seconds, rising; the last bucket has none
     * @param counts in each bucket; one more than there are bounds
     */
    public record Delays(List<Double> bounds, List<Long> counts, double sumSeconds) {

        /** Nothing was measured. */
        public static final Delays NONE = new Delays(List.of(), List.of(0L), 0);
    }
}
