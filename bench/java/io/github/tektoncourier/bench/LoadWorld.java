package io.github.tektoncourier.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tektoncourier.demo.Arguments;
import io.github.tektoncourier.demo.Json;
import io.github.tektoncourier.demo.kube.ApiError;
import io.github.tektoncourier.demo.kube.ApiResource;
import io.github.tektoncourier.demo.kube.ClusterSettings;
import io.github.tektoncourier.demo.kube.EmbeddedCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The benchmark's cluster, a program of its own: N runs of a given size, whose states move on as fast as the watchers
 * read. {@code POST /_play {"transitions": 20000}} begins, {@code GET /_play} tells how far it is.
 */
public final class LoadWorld {
    private static final long AHEAD = 2_000;

    private final EmbeddedCluster cluster;
    private final LoadBody body;
    private final int runs;
    private final AtomicLong played = new AtomicLong();
    private volatile long wanted;
    private volatile long began;
    private volatile long ended;
    private String[] uids = new String[0];
    private int generation;

    LoadWorld(EmbeddedCluster cluster, int runs, int bytes) {
        this.cluster = cluster;
        this.runs = runs;
        this.body = new LoadBody(bytes);
        cluster.command("POST /_play", this::begin);
        cluster.command("GET /_play", b -> progress());
        fill();
    }

    /** {@code --port 0 --runs 5000 --bytes 9000 --kubeconfig FILE}. */
    public static void main(String[] args) throws InterruptedException, IOException {
        Arguments arguments =
                new Arguments(args, Map.of("port", "0", "runs", "5000", "bytes", "9000", "kubeconfig", ""));
        EmbeddedCluster cluster = EmbeddedCluster.start(
                ClusterSettings.onPort(arguments.number("port")).withHistoryBytes(128L << 20));
        new LoadWorld(cluster, arguments.number("runs"), arguments.number("bytes"));
        if (!arguments.text("kubeconfig").isEmpty()) {
            Files.writeString(Path.of(arguments.text("kubeconfig")), cluster.kubeconfig());
        }
        System.out.println(cluster.url());
        Thread.currentThread().join();
    }

    /** Plays this many transitions, never far ahead of the slowest watcher. */
    void play(long transitions) {
        wanted = transitions;
        played.set(0);
        began = System.nanoTime();
        ended = 0;
        for (long i = 0; i < transitions; i++) {
            if (i % 64 == 0) {
                awaitReaders();
            }
            int run = (int) (i % runs);
            int state = (int) (i / runs) % LoadBody.STATES.size();
            if (i > 0 && state == 0 && run == 0) {
                fill();
            }
            cluster.put(body.draft("load", name(run), uids[run], state + 1));
            played.incrementAndGet();
        }
        awaitEmpty();
        ended = System.nanoTime();
    }

    /** A new life for every run; each following play begins with one, too. */
    private void fill() {
        generation++;
        uids = new String[runs];
        for (int i = 0; i < runs; i++) {
            if (i % 64 == 0) {
                awaitReaders();
            }
            uids[i] = UUID.randomUUID().toString();
            if (generation > 1) {
                cluster.delete(ApiResource.TASK_RUNS, "load", "run-" + (generation - 1) + "-" + i);
            }
            cluster.put(body.draft("load", name(i), uids[i], 0));
        }
    }

    private String name(int run) {
        return "run-" + generation + "-" + run;
    }

    private void awaitReaders() {
        while (cluster.backlog() > AHEAD) {
            LockSupport.parkNanos(200_000);
        }
    }

    private void awaitEmpty() {
        while (cluster.backlog() > 0) {
            LockSupport.parkNanos(200_000);
        }
    }

    private ObjectNode begin(ObjectNode request) {
        long transitions = request.path("transitions").asLong(20_000);
        if (wanted > 0 && ended == 0) {
            throw new ApiError(409, "Conflict", "a play is going on; GET /_play tells how far it is");
        }
        boolean again = wanted > 0;
        wanted = transitions;
        played.set(0);
        ended = 0;
        Thread player = new Thread(
                () -> {
                    if (again) {
                        fill();
                    }
                    play(transitions);
                },
                "load-world");
        player.setDaemon(true);
        player.start();
        return progress();
    }

    private ObjectNode progress() {
        long until = ended == 0 ? System.nanoTime() : ended;
        return Json.object()
                .put("transitions", wanted)
                .put("played", played.get())
                .put("done", ended != 0)
                .put("millis", began == 0 ? 0 : Duration.ofNanos(until - began).toMillis())
                .put("backlog", cluster.backlog())
                .put("openWatches", cluster.openWatches());
    }
}
