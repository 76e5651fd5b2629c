package io.github.tektoncourier.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the courier's own books again and again while things go wrong: at every moment they must balance, and what was
 * counted once stays counted, whatever happens to the process.
 */
final class BooksWatch implements AutoCloseable {

    private static final Pattern FIGURE =
            Pattern.compile("(?m)^courier_(?:events|dead)_(total|pending|letters)\\{(.*?)\\} ([0-9.Ee+]+)$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");
    private static final List<String> LEFT = List.of("delivered", "filtered", "dead", "dropped", "pending");
    private static final int COMPLAINTS = 5;

    private final Supplier<Optional<String>> metrics;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Map<String, Map<String, Long>> before = new HashMap<>();
    private final List<String> complaints = new ArrayList<>();
    private int samples;

    /** @param metrics what the courier answers; empty while it does not */
    BooksWatch(Supplier<Optional<String>> metrics, long everyMillis) {
        this.metrics = metrics;
        clock.scheduleWithFixedDelay(this::look, everyMillis, everyMillis, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            metrics.get().filter(text -> text.contains("courier_events_")).ifPresent(this::sample);
        } catch (RuntimeException e) {
            complain("the books could not be read: " + e);
        }
    }

    synchronized void sample(String text) {
        samples++;
        Map<String, Map<String, Long>> now = figures(text);
        now.forEach((subscription, books) -> {
            long left = LEFT.stream()
                    .mapToLong(figure -> books.getOrDefault(figure, 0L))
                    .sum();
            if (books.getOrDefault("appended", -1L) != left) {
                complain("the books of " + subscription + " do not balance: " + books);
            }
            Map<String, Long> earlier = before.getOrDefault(subscription, Map.of());
            earlier.forEach((figure, count) -> {
                if (!figure.equals("pending") && books.getOrDefault(figure, -1L) < count) {
                    complain(figure + " of " + subscription + " fell from " + count + " to " + books.get(figure));
                }
            });
        });
        before.putAll(now);
    }

    private synchronized void complain(String what) {
        if (complaints.size() < COMPLAINTS) {
            complaints.add(what);
        }
    }

    static Map<String, Map<String, Long>> figures(String text) {
        Map<String, Map<String, Long>> all = new TreeMap<>();
        Matcher figure = FIGURE.matcher(text);
        while (figure.find()) {
            Map<String, String> labels = new HashMap<>();
            Matcher label = LABEL.matcher(figure.group(2));
            while (label.find()) {
                labels.put(label.group(1), label.group(2));
            }
            all.computeIfAbsent(labels.getOrDefault("subscription", ""), any -> new TreeMap<>())
                    .put(labels.getOrDefault("outcome", figure.group(1).equals("letters") ? "dead" : "pending"), (long)
                            Double.parseDouble(figure.group(3)));
        }
        return all;
    }

    /** The journal was lost on purpose, so counting begins anew. */
    synchronized void forget() {
        before.clear();
    }

    synchronized int samples() {
        return samples;
    }

    synchronized List<String> complaints() {
        return List.copyOf(complaints);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
