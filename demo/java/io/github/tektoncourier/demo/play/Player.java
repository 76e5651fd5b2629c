package io.github.tektoncourier.demo.play;

import io.github.tektoncourier.demo.kube.EmbeddedCluster;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Plays recordings against an embedded cluster: all of them side by side, about ten seconds at speed 1. */
public final class Player {
    private final EmbeddedCluster cluster;
    private final double speed;
    private final List<Recording> recordings;
    private final Clock clock;

    /** Plays everything that ships, {@code speed} times as fast. */
    public Player(EmbeddedCluster cluster, double speed) {
        this(cluster, speed, Recording.shipped(), Clock.systemUTC());
    }

    public Player(EmbeddedCluster cluster, double speed, List<Recording> recordings, Clock clock) {
        if (!(speed > 0)) {
            throw new IllegalArgumentException("The speed must be above 0, not " + speed + ". 1 is the recorded one.");
        }
        this.cluster = cluster;
        this.speed = speed;
        this.recordings = recordings;
        this.clock = clock;
    }

    /** What was played. */
    public record Played(int runs, int changes, int events) {}

    /** Plays all of it once, from now; returns when the last change is stored. An interrupt ends it early. */
    public Played play() {
        return played(perform(() -> false));
    }

    /** Plays again and again, removing each round's runs after the next, until told to stop. */
    public void loop(BooleanSupplier stop) {
        List<RecordedLife> last = List.of();
        while (!stop.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
            List<RecordedLife> now = perform(stop);
            last.forEach(RecordedLife::prune);
            last = now;
        }
    }

    private record Cue(Instant due, RecordedLife life, Recording.Step step) {}

    private List<RecordedLife> perform(BooleanSupplier stop) {
        Instant began = clock.instant();
        List<RecordedLife> lives = recordings.stream()
                .map(r -> new RecordedLife(cluster, r, clock, speed, began))
                .toList();
        List<Cue> cues = new ArrayList<>();
        lives.forEach(l -> l.recording().steps().forEach(s -> cues.add(new Cue(l.due(s), l, s))));
        cues.sort(Comparator.comparing(Cue::due));
        for (Cue cue : cues) {
            if (stop.getAsBoolean() || !awaited(cue.due())) {
                break;
            }
            cue.life().perform(cue.step());
        }
        return lives;
    }

    private boolean awaited(Instant due) {
        try {
            Duration wait = Duration.between(clock.instant(), due);
            if (!wait.isNegative()) {
                Thread.sleep(wait.toMillis(), wait.toNanosPart() % 1_000_000);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Played played(List<RecordedLife> lives) {
        int runs = 0;
        int changes = 0;
        int events = 0;
        for (RecordedLife life : lives) {
            for (Recording.Step step : life.recording().steps()) {
                runs += step.creates() ? 1 : 0;
                changes += step.creates() || step.patch().isEmpty() ? 0 : 1;
                events += step.events().size();
            }
        }
        return new Played(runs, changes, events);
    }
}
