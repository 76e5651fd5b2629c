package io.github.tektoncourier.steady;

import io.github.tektoncourier.e2e.Life;
import io.github.tektoncourier.e2e.Runs;
import io.github.tektoncourier.kube.KubeApiServer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Status changes at a steady rate, by four writers: TaskRuns and PipelineRuns of about 9 KB, and with each change the
 * core Event that Tekton's controller makes of it.
 */
final class SteadyTraffic implements AutoCloseable {

    private static final int WRITERS = 4;
    private static final int AT_ONCE = 6;
    private static final List<Life> MIX = List.of(
            large(Life.TASK_SUCCEEDS),
            large(Life.PIPELINE_SUCCEEDS),
            large(Life.TASK_FAILS),
            large(Life.TASK_SUCCEEDS));

    private record Going(Life life, String name, String uid, int next) {}

    private final KubeApiServer cluster;
    private final String prefix;
    private final Runs runs;
    private final Map<String, Long> ended = new ConcurrentHashMap<>();
    private final AtomicInteger changes = new AtomicInteger();
    private final ScheduledExecutorService writers = Executors.newScheduledThreadPool(WRITERS);
    private final List<Future<?>> going = new ArrayList<>();

    SteadyTraffic(KubeApiServer cluster, Runs runs, String prefix) {
        this.cluster = cluster;
        this.runs = runs;
        this.prefix = prefix;
    }

    /** The same life with a spec that makes its object 9 KB large. */
    private static Life large(Life life) {
        String filler = "\"params\":[{\"name\":\"filler\",\"value\":\"" + "0123456789abcdef".repeat(500) + "\"}],";
        return new Life(life.kind(), "{" + filler + life.spec().substring(1), life.statuses(), life.types());
    }

    void start(int changesPerSecond) {
        long period = WRITERS * 1_000_000L / changesPerSecond;
        for (int writer = 0; writer < WRITERS; writer++) {
            Lane lane = new Lane(prefix + "-" + writer);
            going.add(writers.scheduleAtFixedRate(
                    lane::change, writer * period / WRITERS, period, TimeUnit.MICROSECONDS));
        }
    }

    /** Ends without completing the runs under way. */
    void stop() throws InterruptedException {
        going.forEach(one -> one.cancel(false));
        writers.shutdown();
        if (!writers.awaitTermination(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the API server does not answer");
        }
        for (Future<?> one : going) {
            if (one.isDone() && !one.isCancelled()) {
                throw new IllegalStateException("a writer failed: " + failure(one));
            }
        }
    }

    private static Throwable failure(Future<?> ended) throws InterruptedException {
        try {
            return new IllegalStateException("it ended: " + ended.get());
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    int changes() {
        return changes.get();
    }

    /** When the API server had taken the last status of a run, by {@code <uid> <type>} of its last moment. */
    Map<String, Long> ended() {
        return ended;
    }

    /** One writer's runs, one change after the other. */
    private final class Lane {
        private final String name;
        private final Deque<Going> open = new ArrayDeque<>();
        private int born;

        Lane(String name) {
            this.name = name;
        }

        void change() {
            while (open.size() < AT_ONCE) {
                Life life = MIX.get(born % MIX.size());
                String run = name + "-" + born++;
                open.addLast(new Going(life, run, runs.create(life, run), 0));
            }
            Going one = open.removeFirst();
            runs.status(one.life(), one.name(), one.next());
            long at = System.nanoTime();
            changes.incrementAndGet();
            if (one.next() + 1 < one.life().statuses().size()) {
                open.addLast(new Going(one.life(), one.name(), one.uid(), one.next() + 1));
            } else {
                List<String> told = one.life().told(one.uid()).toList();
                ended.put(told.get(told.size() - 1), at);
            }
            cluster.send("POST", "/api/v1/namespaces/default/events", event(one));
        }
    }

    private static String event(Going one) {
        String now = Instant.now().toString();
        return """
                {"apiVersion":"v1","kind":"Event","metadata":{"namespace":"default","name":"%1$s.%2$d"},
                "involvedObject":{"apiVersion":"%3$s","kind":"%4$s","namespace":"default","name":"%1$s","uid":"%5$s"},
                "type":"Normal","reason":"%6$s","message":"it goes on","count":1,"firstTimestamp":"%7$s",
                "lastTimestamp":"%7$s","reportingComponent":"","source":{"component":"%4$s"}}
                """
                .formatted(
                        one.name(),
                        one.next(),
                        one.life().kind().apiVersion,
                        one.life().kind().name,
                        one.uid(),
                        one.next() == 0 ? "Started" : "Running",
                        now.replaceAll("\\.[0-9]+", ""));
    }

    @Override
    public void close() {
        writers.shutdownNow();
    }
}
