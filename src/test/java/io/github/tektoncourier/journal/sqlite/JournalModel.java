package io.github.tektoncourier.journal.sqlite;

import io.github.tektoncourier.journal.FakeClock;
import io.github.tektoncourier.journal.JournalSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * One seed's world: a journal and a tiny model of it live several lives side by side; each life is cut at a random step
 * and the next one begins with what the crash left. Everything follows from the seed.
 */
final class JournalModel {

    private static final int LIVES = 4;
    private static final int OPERATIONS = 30;
    private static final int SUBSCRIPTIONS = 3;
    private static final int SAID = 80;

    /** Room of each life: lowered below what is used, and raised again. */
    private static final List<Long> SIZES = List.of(300_000L, 500_000L, 500_000L, 1_500_000L);

    final Random random;
    final FakeClock clock = new FakeClock();
    final ModelRuns runs;
    final List<ModelSubscription> subscriptions = new ArrayList<>();
    final JournalSettings settings;
    /** The one partition key that all sinks have trouble with. */
    final String hated;

    ModelLedger ledger = new ModelLedger();
    /** Batches of the life that ended last whose outcome is unknown, in order. */
    final List<ModelLife.Pending> uncertain = new ArrayList<>();

    private final long seed;
    private final Path base;
    private final List<String> log = new ArrayList<>();
    private int crashes;
    private boolean last;
    private long maxSize = Long.MAX_VALUE;

    JournalModel(long seed, Path base) {
        this.seed = seed;
        this.base = base;
        this.random = new Random(seed * 0x9E3779B97F4A7C15L);
        this.runs = new ModelRuns(random);
        this.hated = List.of("p0", "p1", "r1", "r2").get(random.nextInt(4));
        JournalSettings usual = JournalSettings.in(base).withRetention(Duration.ofMinutes(30));
        this.settings = usual;
        for (int i = 0; i < SUBSCRIPTIONS; i++) {
            subscriptions.add(new ModelSubscription("s" + i, random.nextInt(6)));
        }
    }

    /** How many crashes it lived through. */
    int run() throws Exception {
        try {
            Path directory = base.resolve("life-0");
            for (int life = 1; life <= LIVES; life++) {
                Path image = base.resolve("life-" + life);
                directory = live(directory, image) ? image : directory;
            }
            end(directory);
            return crashes;
        } catch (Exception | AssertionError e) {
            throw new AssertionError(
                    e.getMessage() + "\nreplay it with -Dcourier.model.seed=" + seed + "; it did:\n"
                            + String.join("\n", log.subList(Math.max(0, log.size() - SAID), log.size())),
                    e);
        }
    }

    private boolean live(Path directory, Path image) throws Exception {
        CrashingDisk.Crash crash = crash();
        maxSize = runs.large() ? SIZES.get(random.nextInt(SIZES.size())) : settings.maxSize();
        say("---- life in " + directory.getFileName() + " with " + maxSize + " bytes, ends with " + crash);
        ModelLife life = new ModelLife(this, directory, image, crash);
        for (int i = 0; i < OPERATIONS && !life.crashed(); i++) {
            life.operate();
        }
        boolean cut = life.end();
        crashes += cut ? 1 : 0;
        return cut;
    }

    private CrashingDisk.Crash crash() {
        boolean power = random.nextBoolean();
        return switch (random.nextInt(8)) {
            case 0 -> new CrashingDisk.Crash(CrashingDisk.Count.NOTHING, 0, power);
            case 1, 2, 3 ->
                new CrashingDisk.Crash(CrashingDisk.Count.STATEMENTS, random.nextInt(1 + random.nextInt(400)), power);
            default -> new CrashingDisk.Crash(CrashingDisk.Count.WRITES, random.nextInt(1 + random.nextInt(80)), power);
        };
    }

    private void end(Path directory) throws Exception {
        say("---- the last life");
        last = true;
        ModelLife life = new ModelLife(
                this, directory, base.resolve("none"), new CrashingDisk.Crash(CrashingDisk.Count.NOTHING, 0, false));
        life.untilNothingIsPending();
        life.everythingIsKnown();
        life.end();
        subscriptions.forEach(subscription -> subscription.complete(ledger, clock.millis()));
    }

    /** Whether this life is to end in order. */
    boolean last() {
        return last;
    }

    /** Moves the clock; what may be forgotten from then on is not asked for any more. */
    void advance(Duration by) {
        clock.advance(by);
        ledger.time(clock.millis(), settings.toldRetention().toMillis());
    }

    Set<String> forgotten() {
        return ledger.forgettable;
    }

    void say(String operation) {
        log.add(operation);
    }

    JournalSettings settings(Path directory) throws IOException {
        return new JournalSettings(
                directory,
                settings.retention(),
                maxSize,
                settings.byteBudget(),
                settings.lockWait(),
                settings.announcesAll());
    }
}
