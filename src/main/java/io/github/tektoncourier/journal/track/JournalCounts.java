package io.github.tektoncourier.journal.track;

import io.github.tektoncourier.journal.history.Figures;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what one writer commits; read by any thread. */
public final class JournalCounts {

    private static final String TIME = "\"time\":\"";

    private final Map<Long, OfSubscription> subscriptions = new ConcurrentHashMap<>();
    private final DelayCounts appends = new DelayCounts();
    private final DelayCounts commits = new DelayCounts();

    private static final class OfSubscription {
        private final Map<String, LongAdder> attempts = new ConcurrentHashMap<>();
        private final Map<String, LongAdder> filtered = new ConcurrentHashMap<>();
        private final LongAdder died = new LongAdder();
        private final DelayCounts delays = new DelayCounts();
    }

    /** What a commit took from begin to end on the disk. */
    public void committed(long nanos) {
        commits.add(nanos / 1_000);
    }

    /** Events that are on disk now. */
    public void appended(List<EventRow> rows) {
        for (EventRow row : rows) {
            int from = row.attributes().indexOf(TIME) + TIME.length();
            int to = row.attributes().indexOf('"', from);
            if (from >= TIME.length() && to > from) {
                appended(row.attributes().substring(from, to), row.appended());
            }
        }
    }

    private void appended(String time, long at) {
        try {
            Instant of = OffsetDateTime.parse(time).toInstant();
            appends.add((at - of.toEpochMilli()) * 1_000);
        } catch (DateTimeException | ArithmeticException e) {
            // a time that cannot be measured by is not counted
        }
    }

    /** Outcomes that are on disk now. */
    public void settled(Progress progress) {
        OfSubscription of = of(progress.subscription());
        for (Progress.Ended ended : progress.ended()) {
            count(of.attempts, ended.outcome() == Progress.Ended.DELIVERED ? "delivered" : "filtered");
            if (ended.outcome() == Progress.Ended.DELIVERED && ended.waitedMillis() >= 0) {
                of.delays.add(ended.waitedMillis() * 1_000);
            }
        }
        progress.failed().forEach(failed -> count(of.attempts, failed.outcome()));
        progress.rows().values().stream()
                .filter(row -> row.isPresent() && row.get().state() == Progress.Row.DEAD)
                .forEach(row -> of.died.increment());
    }

    /** A parameter of the source left an event out. */
    public void filtered(long subscription, String parameter) {
        count(of(subscription).filtered, parameter);
    }

    private OfSubscription of(long subscription) {
        return subscriptions.computeIfAbsent(subscription, id -> new OfSubscription());
    }

    private static void count(Map<String, LongAdder> counts, String word) {
        counts.computeIfAbsent(word, any -> new LongAdder()).increment();
    }

    /** All of it. */
    public Figures figures(Map<Long, String> names) {
        Map<String, Map<String, Long>> attempts = new HashMap<>();
        Map<String, Map<String, Long>> filtered = new HashMap<>();
        Map<String, Long> died = new HashMap<>();
        Map<String, Figures.Delays> delays = new HashMap<>();
        names.forEach((id, name) -> {
            OfSubscription of = of(id);
            attempts.put(name, sums(of.attempts));
            filtered.put(name, sums(of.filtered));
            died.put(name, of.died.sum());
            delays.put(name, of.delays.delays());
        });
        return new Figures(attempts, died, filtered, delays, appends.delays(), commits.delays());
    }

    private static Map<String, Long> sums(Map<String, LongAdder> counts) {
        Map<String, Long> sums = new HashMap<>();
        counts.forEach((word, count) -> sums.put(word, count.sum()));
        return sums;
    }
}
