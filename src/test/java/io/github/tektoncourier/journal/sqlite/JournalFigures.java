package io.github.tektoncourier.journal.sqlite;

import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.filter.Globs;
import io.github.tektoncourier.journal.Batches;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.Outcome;
import io.github.tektoncourier.journal.SubscriptionSettings;
import io.github.tektoncourier.run.Change;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Prints what the journal reaches on this machine: appends with 256 in flight, and from append to a delivery that does nothing. */
final class JournalFigures {

    private static final int BODY = 9_000;

    private JournalFigures() {}

    public static void main(String[] args) throws Exception {
        int events = args.length > 0 ? Integer.parseInt(args[0]) : 40_000;
        for (int round = 1; round <= 3; round++) {
            measure("append, nobody subscribes", events, 0);
            measure("append and deliver to one", events, 1);
            measure("append and deliver to three", events, 3);
        }
    }

    private static void measure(String what, int events, int subscriptions) throws Exception {
        Path directory = Files.createTempDirectory("journal-figures");
        List<Batch> batches = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            batches.add(null);
        }
        try (SqliteJournal journal = SqliteJournal.open(JournalSettings.in(directory), Clock.systemUTC())) {
            AtomicInteger delivered = new AtomicInteger();
            for (int s = 0; s < subscriptions; s++) {
                journal.subscribe(
                        SubscriptionSettings.named("s" + s).withFilters(Globs.ANY, Globs.ANY, Globs.ANY, Globs.ANY),
                        event -> {
                            delivered.incrementAndGet();
                            return Outcome.DELIVERED;
                        });
            }
            long cpu = cpu();
            long start = System.nanoTime();
            Semaphore credits = new Semaphore(256);
            for (int i = 0; i < events; i++) {
                credits.acquire();
                Batch batch = Batches.batch(
                        Batches.run("r" + i % (events / 4), null, Integer.toString(i), BODY),
                        Change.Type.MODIFIED,
                        "m" + i / (events / 4));
                journal.append(batch).whenComplete((done, failure) -> credits.release());
            }
            credits.acquire(256);
            double appended = (System.nanoTime() - start) / 1e9;
            while (delivered.get() < events * subscriptions) {
                Thread.sleep(1);
            }
            double all = (System.nanoTime() - start) / 1e9;
            System.out.printf(
                    "%-28s %6d events: %7.0f appends/s, %7.0f deliveries/s, %4.0f us CPU/event (batch making included), file %d MiB, RSS %d MiB%n",
                    what,
                    events,
                    events / appended,
                    subscriptions == 0 ? 0 : events * subscriptions / all,
                    (cpu() - cpu) / 1e3 / events,
                    Files.size(directory.resolve("journal.db")) >> 20,
                    rss());
        }
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static long rss() throws Exception {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
    }
}
