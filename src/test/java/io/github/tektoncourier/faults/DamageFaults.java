package io.github.tektoncourier.faults;

import io.github.tektoncourier.e2e.Life;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.stream.Stream;

/** A journal whose files are deleted, replaced, flipped, torn and cut. */
final class DamageFaults {

    private static final int RATE = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String BACK = "The journal's file is back at its place";

    private interface Loss {
        void of(Path journal) throws IOException;
    }

    private static final List<Loss> LOSSES = List.of(
            DamageFaults::deleteAll,
            journal -> Files.delete(journal.resolve("journal.db")),
            journal -> Files.delete(journal.resolve("journal.db-wal")),
            DamageFaults::replace);

    private DamageFaults() {}

    /** What is deleted or replaced while it is open comes back, in the same process; right before a stop, too. */
    static void deleted(Trial trial) throws Exception {
        trial.embedded();
        FaultySink sink = trial.sink("audit");
        trial.sink("other");
        Path journal = trial.folder.resolve("journal");
        Traffic traffic = trial.traffic("run", Life.MIXED);
        ScheduledFuture<?> running = traffic.start(RATE);
        int processes = trial.quickOrFull(1, 8);
        for (int n = 0; n < processes; n++) {
            trial.start("courier.announce=all");
            Loss loss = LOSSES.get(n % LOSSES.size());
            goesOn(trial, sink);
            int back = count(trial, BACK);
            loss.of(journal);
            trial.fault();
            trial.check(
                    "what was deleted is not back at its place", trial.soon(PATIENCE, () -> count(trial, BACK) > back));
            trial.check("the process ended", trial.running().running());
            goesOn(trial, sink);
            LOSSES.get((n + 3) % LOSSES.size()).of(journal);
            trial.bounce();
            trial.check("a stop leaves no journal", Files.exists(journal.resolve("journal.db")));
        }
        trial.start("courier.announce=all");
        traffic.finish(running);
        trial.ended(traffic);
        trial.settle(PATIENCE);
        trial.load(traffic.changes() + " changes at " + RATE + "/s");
        trial.check("a damaged journal where there was none", count(trial, "The journal is damaged") == 0);
    }

    private static void goesOn(Trial trial, FaultySink sink) throws InterruptedException {
        int before = sink.count();
        trial.check("nothing is delivered", trial.soon(PATIENCE, () -> sink.count() > before + 20));
    }

    private static void deleteAll(Path journal) throws IOException {
        try (Stream<Path> files = Files.list(journal)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static void replace(Path journal) throws IOException {
        Path other = Files.writeString(journal.resolveSibling("other"), "something else");
        Files.move(other, journal.resolve("journal.db"), StandardCopyOption.REPLACE_EXISTING);
    }

    private static int count(Trial trial, String words) {
        return trial.workplace.said().split(words, -1).length - 1;
    }
}
