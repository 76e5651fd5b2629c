package io.github.tektoncourier.faults;

import io.github.tektoncourier.demo.kube.EmbeddedCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What two operations act upon at the same time: the courier's process and settings, three sinks, the cluster, the disk.
 * Only one of them starts or ends the process at a time.
 */
final class PairWorld {

    /** Nothing is done to it or its file, so it has whatever the journal had. */
    static final String STEADY = "steady";
    /** Its receiver fails. */
    static final String SHAKY = "shaky";
    /** Its file changes; it takes Tekton's own types only. */
    static final String TEAM = "team";

    private static final Duration START = Duration.ofSeconds(40);
    private static final Duration READY = Duration.ofSeconds(90);

    final Trial trial;
    final EmbeddedCluster cluster;
    final PairTraffic traffic;
    private final Map<String, String> base = new LinkedHashMap<>();
    private final Map<String, String> overlay = new ConcurrentHashMap<>();
    private final List<CourierEpoch> epochs = new ArrayList<>();
    private final long begun = System.nanoTime();
    private @Nullable FailingDisk disk;
    private int held;

    PairWorld(Trial trial, PairDraw draw) {
        this.trial = trial;
        cluster = trial.embedded();
        traffic = trial.keep(new PairTraffic(cluster, draw.seed()));
        trial.sinkOfAll(STEADY);
        trial.sinkOfAll(SHAKY);
        trial.sink(TEAM);
        base.put("courier.announce", draw.announce());
        base.put("camel.component.tekton.silence-seconds", "4");
    }

    FaultySink sink(String name) {
        return trial.sink(name);
    }

    /** The disk under the journal; the first call is before the first start. */
    FailingDisk disk() throws IOException, InterruptedException {
        if (disk == null) {
            disk = new FailingDisk(trial);
        }
        return disk;
    }

    @Nullable
    FailingDisk diskIfAny() {
        return disk;
    }

    /** A setting that differs from the next start on. */
    void set(String key, String value) {
        overlay.put(key, value);
    }

    void unset(String key) {
        overlay.remove(key);
    }

    void start() throws InterruptedException {
        launch();
        trial.check("it was never ready", trial.soon(READY, () -> latest().watches()));
    }

    /** Ends the process and starts it with the settings of now; when another operation keeps it down, that one starts it. */
    synchronized void restart(boolean kills) throws InterruptedException {
        if (held == 0) {
            end(kills);
            launch();
        }
    }

    /** Waits until the process that runs now watches, as long as a busy machine takes for it. */
    void untilReady() throws InterruptedException {
        trial.soon(START, () -> latest().watches());
    }

    /** Ends the process and keeps it down. */
    synchronized void down(boolean kills) throws InterruptedException {
        if (held++ == 0) {
            end(kills);
        }
    }

    synchronized void up() {
        if (--held == 0) {
            launch();
        }
    }

    /** The power goes, the process ends by that, and is started again. */
    synchronized void powerLoss(int calls) throws Exception {
        if (held > 0) {
            return;
        }
        disk().losesPower(calls);
        trial.soon(Duration.ofSeconds(8), () -> !trial.running().running());
        disk().off();
        say("the power went");
        trial.kill();
        launch();
    }

    /** All is well: the settings are the first ones, and the process runs with them. */
    synchronized void heal() throws Exception {
        overlay.clear();
        for (String name : List.of(STEADY, SHAKY, TEAM)) {
            sink(name).behave(FaultySink.Behaviour.WELL);
        }
        cluster.faults().lift();
        cluster.up();
        if (disk != null) {
            disk.off();
        }
        if (!latest().settings().equals(settings())) {
            restart(false);
        }
        alive();
    }

    List<CourierEpoch> epochs() {
        synchronized (epochs) {
            return List.copyOf(epochs);
        }
    }

    /** Notes what happens and when, to explain a pair that failed. */
    void say(String what) {
        String line = String.format(Locale.ROOT, "%7.3f  %s%n", (System.nanoTime() - begun) / 1e9, what);
        try {
            Path log = trial.folder.resolve("pair.log");
            Files.writeString(log, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            System.err.println("cannot note: " + line);
        }
    }

    private void end(boolean kills) throws InterruptedException {
        boolean alive = alive();
        say(kills ? "kill -9" : "SIGTERM");
        trial.fault();
        try {
            if (alive && !kills) {
                trial.stop();
            }
        } catch (AssertionError e) {
            trial.check("SIGTERM did not end it within 40 s", false);
            trial.kill();
            return;
        }
        if (kills) {
            trial.kill();
        }
        say("ended");
    }

    private boolean alive() {
        boolean alive = trial.running().running();
        trial.check("the process ended by itself", alive);
        return alive;
    }

    private void launch() {
        CourierEpoch epoch = new CourierEpoch(System.nanoTime(), Long.MAX_VALUE, settings());
        int index;
        synchronized (epochs) {
            index = epochs.size();
            epochs.add(epoch);
        }
        say("start with " + settings());
        trial.start(settings().entrySet().stream().map(Map.Entry::toString).toArray(String[]::new));
        Thread looks = new Thread(() -> untilReady(index), "pair-ready");
        looks.setDaemon(true);
        looks.start();
    }

    private void untilReady(int index) {
        while (epochs().size() == index + 1) {
            if (trial.answer("/observe/health/ready") == 200) {
                say("ready");
                synchronized (epochs) {
                    epochs.set(index, epochs.get(index).watching(System.nanoTime()));
                }
                return;
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private CourierEpoch latest() {
        List<CourierEpoch> all = epochs();
        return all.get(all.size() - 1);
    }

    private Map<String, String> settings() {
        Map<String, String> now = new LinkedHashMap<>(base);
        now.putAll(overlay);
        return now;
    }
}
