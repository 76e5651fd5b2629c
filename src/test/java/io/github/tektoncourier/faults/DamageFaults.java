package io.github.tektoncourier.faults;

import io.github.tektoncourier.e2e.Life;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledFuture;
import java.util.stream.Stream;

/** A journal whose files are deleted, replaced, flipped, torn and cut. */
final class DamageFaults {

    private static final int RATE = 50;
    private static final int PAGE = 8_192;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String REBUILT = "The journal was rebuilt from a damaged database";
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

    /** Killed and its log cut, stopped and its pages torn, again and again: what is rebuilt of the cluster says so. */
    static void damaged(Trial trial) throws Exception {
        trial.embedded();
        FaultySink sink = trial.sink("audit");
        trial.sink("other");
        Path journal = trial.folder.resolve("journal");
        Traffic traffic = trial.traffic("run", Life.MIXED);
        ScheduledFuture<?> running = traffic.start(RATE);
        for (int n = 0; n < trial.quickOrFull(2, 30); n++) {
            trial.start("courier.announce=all");
            goesOn(trial, sink);
            SplittableRandom random = new SplittableRandom(n);
            if (n % 2 == 0) {
                trial.check("nothing was moved out of the log", trial.soon(PATIENCE, () -> moved(journal)));
                trial.kill();
                cut(journal.resolve("journal.db-wal"), random);
                trial.embedded().compact(); // so that it is listed, in another order
            } else {
                trial.bounce();
                tear(journal.resolve("journal.db"), random);
            }
            trial.newJournal();
        }
        trial.start("courier.announce=all");
        traffic.finish(running);
        trial.ended(traffic);
        trial.settle(PATIENCE);
        int noticed = count(trial, REBUILT);
        trial.load(traffic.changes() + " changes at " + RATE + "/s, " + noticed + " times rebuilt");
        trial.check("the damage was never said", noticed > 0);
        trial.check("a process ended by itself", trial.running().running());
        for (String name : List.of("audit", "other")) {
            retold(trial.sink(name)).stream()
                    .limit(3)
                    .forEach(id ->
                            trial.check(name + ": told again under another number, without replay: " + id, false));
            trial.check(name + ": a number for two events", numbers(trial.sink(name)));
        }
    }

    /** What came again, neither as it was nor marked. */
    private static List<String> retold(FaultySink sink) {
        Map<String, String> first = new HashMap<>();
        return sink.accepted().stream()
                .filter(one -> {
                    String before = first.putIfAbsent(one.id(), one.sequence());
                    return before != null && !one.replay() && !before.equals(one.sequence());
                })
                .map(FaultySink.Accepted::id)
                .toList();
    }

    private static boolean numbers(FaultySink sink) {
        Map<String, String> ids = new HashMap<>();
        return sink.accepted().stream()
                .allMatch(one -> ids.merge(one.sequence(), one.id(), (a, b) -> a.equals(b) ? a : "two")
                        .equals(one.id()));
    }

    /** Keeps 2 to 22 % of the frames that count: a log that began anew keeps its length, and old frames at its end. */
    private static void cut(Path log, SplittableRandom random) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
            long frame = 24 + PAGE; // https://www.sqlite.org/fileformat2.html#the_write_ahead_log
            long salt = number(file, 16);
            long frames = 0;
            while (32 + (frames + 1) * frame <= file.length() && number(file, 32 + frames * frame + 8) == salt) {
                frames++;
            }
            file.setLength((long) (32 + frames * frame * (0.02 + 0.2 * random.nextDouble())));
        }
    }

    private static long number(RandomAccessFile file, long place) throws IOException {
        file.seek(place);
        return file.readLong();
    }

    /** A tenth of its pages, and those of the schema never: that is another test's. */
    private static void tear(Path database, SplittableRandom random) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(database.toFile(), "rw")) {
            long pages = file.length() / PAGE;
            for (long n = 0; n <= pages / 10; n++) {
                byte[] half = new byte[PAGE / 2];
                random.nextBytes(half);
                file.seek(PAGE * random.nextLong(1, pages) + random.nextInt(2) * (PAGE / 2));
                file.write(half);
            }
        }
    }

    /** Whether the first checkpoint is over: a log that was cut before it leaves a journal that knows nothing at all. */
    private static boolean moved(Path journal) {
        return journal.resolve("journal.db").toFile().length() > 64 * 1024;
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
