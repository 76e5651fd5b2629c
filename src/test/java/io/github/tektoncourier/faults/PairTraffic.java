package io.github.tektoncourier.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.tektoncourier.demo.kube.ApiResource;
import io.github.tektoncourier.demo.kube.EmbeddedCluster;
import io.github.tektoncourier.e2e.Life;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs of three namespaces, two teams and all kinds, written into the embedded cluster's own store, so that they go on
 * while its API cannot be reached. One in four is deleted soon after its end. Only its own thread touches the runs.
 */
final class PairTraffic implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> NAMESPACES = List.of("default", "team-a", "team-b");
    private static final int AT_ONCE = 12;
    private static final int TICK_MILLIS = 25;
    private static final int MOST_IN_HASTE = 5_000;

    /** The runs as they are in the store at one moment. */
    private record State(Map<String, LivedRun> runs, List<String> going, Map<String, Long> doomed, int born) {}

    private final EmbeddedCluster cluster;
    private final Random random;
    private final Map<String, LivedRun> runs = new LinkedHashMap<>();
    private final Deque<String> going = new ArrayDeque<>();
    private final Map<String, Long> doomed = new LinkedHashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private volatile @Nullable ScheduledFuture<?> ticking;
    private volatile int perTick;
    private volatile int payload;
    private int born;
    private int changes;
    private State backup = new State(Map.of(), List.of(), Map.of(), 0);

    PairTraffic(EmbeddedCluster cluster, long seed) {
        this.cluster = cluster;
        this.random = new Random(seed);
    }

    /** Runs that ended before anybody looked. */
    void past(int count) throws Exception {
        on(() -> {
            for (int n = 0; n < count; n++) {
                create();
            }
            while (!going.isEmpty()) {
                step();
            }
            doomed.clear();
            return count;
        });
    }

    void start() {
        perTick = 1;
        ticking = clock.scheduleWithFixedDelay(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** From now on runs carry so many bytes that do not compress, and change so many times as often. */
    void grow(int bytes, int times) {
        payload = bytes;
        perTick = times;
    }

    /** So many more runs that carry so much each. */
    void large(int count, int bytes) throws Exception {
        on(() -> {
            int before = payload;
            payload = bytes;
            for (int n = 0; n < count; n++) {
                create();
            }
            payload = before;
            return count;
        });
    }

    /** Brings every run to its end, and deletes those that were to be deleted. */
    void finish() throws Exception {
        ScheduledFuture<?> ticks = ticking;
        if (ticks != null && ticks.isDone()) {
            ticks.get(); // throws what ended it
        }
        perTick = 0;
        on(() -> {
            while (!going.isEmpty()) {
                step();
            }
            List.copyOf(doomed.keySet()).forEach(this::delete);
            return 0;
        });
    }

    void backUp() throws Exception {
        on(() -> {
            cluster.backUp();
            backup = new State(Map.copyOf(runs), List.copyOf(going), Map.copyOf(doomed), born);
            return 0;
        });
    }

    /**
     * The store goes back to the backup, and the controllers go on from there; names are given again under new UIDs.
     *
     * @param overtakes whether the store has come further than it was before anybody looks
     */
    void restore(boolean overtakes) throws Exception {
        on(() -> {
            long before = cluster.revision();
            cluster.restore();
            long now = System.nanoTime();
            runs.replaceAll((uid, run) -> backup.runs().getOrDefault(uid, run.exists() ? run.deleted(now) : run));
            going.clear();
            going.addAll(backup.going());
            doomed.clear();
            doomed.putAll(backup.doomed());
            born = backup.born();
            for (int n = 0; overtakes && cluster.revision() <= before + 10 && n < MOST_IN_HASTE; n++) {
                change();
            }
            return 0;
        });
    }

    Collection<LivedRun> runs() throws Exception {
        return on(() -> List.copyOf(runs.values()));
    }

    int changes() throws Exception {
        return on(() -> changes);
    }

    private <T> T on(Callable<T> work) throws Exception {
        return clock.submit(work).get();
    }

    private void tick() {
        for (int n = 0; n < perTick; n++) {
            change();
        }
        long now = System.nanoTime();
        List.copyOf(doomed.entrySet()).stream()
                .filter(one -> one.getValue() < now)
                .forEach(one -> delete(one.getKey()));
    }

    private void change() {
        while (going.size() < AT_ONCE) {
            create();
        }
        step();
    }

    private void create() {
        Life life = Life.MIXED.get(born % Life.MIXED.size());
        String namespace = NAMESPACES.get(born % NAMESPACES.size());
        String team = born % 2 == 0 ? "a" : "b";
        String name = "run-" + born++;
        String object = life.object(namespace, name)
                .replace("\"name\":\"" + name + "\"", "\"name\":\"" + name + "\"" + more(team));
        long before = System.nanoTime(); // the courier may see it before put() returns
        String uid = uid(cluster.put(object));
        runs.put(uid, new LivedRun(uid, life, namespace, name, team, before, List.of(), 0));
        going.addLast(uid);
    }

    private String more(String team) {
        byte[] bytes = new byte[payload * 3 / 4];
        random.nextBytes(bytes);
        return ",\"labels\":{\"team\":\"" + team + "\"},\"annotations\":{\"payload\":\""
                + Base64.getEncoder().encodeToString(bytes) + "\"}";
    }

    private void step() {
        String uid = going.removeFirst();
        LivedRun run = known(uid);
        LivedRun after = run.wrote(System.nanoTime());
        cluster.merge(
                resource(run.life()),
                run.namespace(),
                run.name(),
                run.life().patch(run.written().size()));
        changes++;
        runs.put(uid, after);
        if (!after.finished()) {
            going.addLast(uid);
        } else {
            over(after);
        }
    }

    private void over(LivedRun run) {
        boolean tells = run.life().equals(Life.TASK_FAILS) && run.namespace().equals("default");
        if (tells) {
            cluster.put(Lives.failed(run.name(), run.uid()));
        }
        if (random.nextInt(4) == 0) {
            doomed.put(run.uid(), System.nanoTime() + random.nextInt(1_000) * 1_000_000L);
        }
    }

    private void delete(String uid) {
        LivedRun run = known(uid);
        doomed.remove(uid);
        cluster.delete(resource(run.life()), run.namespace(), run.name());
        runs.put(uid, run.deleted(System.nanoTime()));
    }

    private LivedRun known(String uid) {
        return Objects.requireNonNull(runs.get(uid), uid);
    }

    private static String uid(String stored) {
        try {
            JsonNode object = JSON.readTree(stored);
            return object.at("/metadata/uid").asText();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ApiResource resource(Life life) {
        return switch (life.kind()) {
            case TASK_RUN -> ApiResource.TASK_RUNS;
            case PIPELINE_RUN -> ApiResource.PIPELINE_RUNS;
            case CUSTOM_RUN -> ApiResource.CUSTOM_RUNS;
        };
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
