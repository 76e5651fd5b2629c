package io.github.tektoncourier.journal;

import io.github.tektoncourier.cloudevent.Refusal;
import io.github.tektoncourier.filter.Globs;
import io.github.tektoncourier.journal.engine.JournalFactory;
import io.github.tektoncourier.journal.history.EventFate;
import io.github.tektoncourier.journal.history.RunHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Writes a large journal through the port, asks it for runs by chance, and says how long the answers take: {@code bench/explain}.
 * What each subscription does with an event is known from the event's id, so every answer is compared with it.
 */
public final class LargeJournal {

    private static final String[] MOMENTS = {"queued", "started", "running", "failed"};
    private static final int WINDOW = 200;

    private final Path directory;
    private final int runs;
    private final int subscriptions;

    /** Runs with four events each. */
    public LargeJournal(Path directory, int runs, int subscriptions) {
        this.directory = directory;
        this.runs = runs;
        this.subscriptions = subscriptions;
    }

    private static final class NotAcceptable extends RuntimeException implements Refusal {
        NotAcceptable() {
            super("HTTP 422: no such team");
        }

        @Override
        public int retryAfterSeconds() {
            return 0;
        }

        @Override
        public boolean forGood() {
            return true;
        }
    }

    /** What becomes of an event at a subscription. */
    public static EventFate.Kind expected(String id, String subscription) {
        int chance = Math.floorMod((id + subscription).hashCode(), 100);
        return chance == 0 ? EventFate.Kind.DEAD : chance < 5 ? EventFate.Kind.FILTERED : EventFate.Kind.DELIVERED;
    }

    private static Outcome outcome(StoredEvent event, String subscription) {
        return switch (expected(event.attributes().getOrDefault("id", ""), subscription)) {
            case DEAD -> new Outcome.Failed(new NotAcceptable());
            case FILTERED -> new Outcome.Filtered("audit.camel.yaml (version 1c2f9a07) line 9, step filter");
            default -> new Outcome.Delivered(202);
        };
    }

    /**
     * Writes it.
     *
     * @return bytes on disk
     */
    public long write() throws Exception {
        try (Journal journal = JournalFactory.open(JournalSettings.in(directory), Clock.systemUTC())) {
            for (int i = 0; i < subscriptions; i++) {
                String name = "sink-" + i;
                journal.subscribe(
                        SubscriptionSettings.named(name)
                                .withFilters(Globs.ANY, Globs.ANY, Globs.ANY, Globs.ANY)
                                .withStartFrom(new StartFrom.Earliest()),
                        event -> outcome(event, name));
            }
            List<CompletableFuture<?>> open = new ArrayList<>();
            for (int run = 0; run < runs; run++) {
                open.add(journal.append(Batches.batch("r" + run, MOMENTS)).toCompletableFuture());
                if (open.size() == WINDOW) {
                    CompletableFuture.allOf(open.toArray(CompletableFuture[]::new))
                            .get(10, TimeUnit.MINUTES);
                    open.clear();
                }
            }
            CompletableFuture.allOf(open.toArray(CompletableFuture[]::new)).get(10, TimeUnit.MINUTES);
            while (journal.books().stream().anyMatch(books -> books.pending() > 0)) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        return size();
    }

    private long size() throws IOException {
        try (var files = Files.list(directory)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    /**
     * Explains runs by chance.
     *
     * @param wrong takes what does not agree
     * @return how long each answer took, in nanoseconds, in order of length
     */
    public List<Long> ask(int times, List<String> wrong) {
        List<Long> took = new ArrayList<>();
        Random random = new Random(16);
        for (int i = 0; i < times; i++) {
            String name = "ns-r/r" + random.nextInt(runs);
            long begun = System.nanoTime();
            List<RunHistory> found;
            try (JournalView view = JournalFactory.view(directory)) {
                found = view.history(name, null);
            }
            took.add(System.nanoTime() - begun);
            check(name, found, wrong);
        }
        Collections.sort(took);
        return took;
    }

    private void check(String name, List<RunHistory> found, List<String> wrong) {
        int seen = 0;
        for (RunHistory run : found) {
            for (var event : run.events()) {
                for (EventFate fate : event.fates()) {
                    seen++;
                    if (fate.kind() != expected(event.id(), fate.subscription())) {
                        wrong.add(event.id() + " at " + fate.subscription() + ": " + fate.kind());
                    }
                }
            }
        }
        if (seen != MOMENTS.length * subscriptions) {
            wrong.add(name + ": " + seen + " fates");
        }
    }

    /** {@code EVENTS SUBSCRIPTIONS}, of which the default is 1,000,000 and 10. */
    public static void main(String[] args) throws Exception {
        int runs = (args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000) / MOMENTS.length;
        int subscriptions = args.length > 1 ? Integer.parseInt(args[1]) : 10;
        Path directory = Files.createTempDirectory(Path.of("target"), "explain-");
        LargeJournal journal = new LargeJournal(directory, runs, subscriptions);
        long begun = System.nanoTime();
        long bytes = journal.write();
        System.out.printf(
                "%d events x %d subscriptions: %d MB, %d bytes an event, written in %d s%n",
                runs * MOMENTS.length,
                subscriptions,
                bytes >> 20,
                bytes / ((long) runs * MOMENTS.length),
                Duration.ofNanos(System.nanoTime() - begun).toSeconds());
        List<String> wrong = new ArrayList<>();
        List<Long> took = journal.ask(1_000, wrong);
        System.out.printf(
                "explain NS/NAME, 1,000 by chance: p50 %.1f ms, p99 %.1f ms, longest %.1f ms; %d wrong%n",
                took.get(took.size() / 2) / 1e6,
                took.get(took.size() * 99 / 100) / 1e6,
                took.get(took.size() - 1) / 1e6,
                wrong.size());
        long status = System.nanoTime();
        try (JournalView view = JournalFactory.view(directory)) {
            int size =
                    view.books().size() + view.failures().size() + view.holds().size();
            System.out.printf("status: %.1f ms (%d lines)%n", (System.nanoTime() - status) / 1e6, size);
        }
        wrong.stream().limit(10).forEach(System.out::println);
        System.exit(wrong.isEmpty() ? 0 : 1);
    }
}
