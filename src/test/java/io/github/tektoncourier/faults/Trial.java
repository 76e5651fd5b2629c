package io.github.tektoncourier.faults;

import io.github.tektoncourier.demo.kube.EmbeddedCluster;
import io.github.tektoncourier.e2e.CourierProcess;
import io.github.tektoncourier.e2e.Life;
import io.github.tektoncourier.e2e.Runs;
import io.github.tektoncourier.e2e.Workplace;
import io.github.tektoncourier.kube.KubeApiServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One scenario's world: a cluster, a courier as its own process, sinks that fail on command, and the books of it all. */
final class Trial implements AutoCloseable {

    private static final Pattern PORT = Pattern.compile("health and metrics on http://localhost:([0-9]+)/");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    final boolean full;
    final Path folder;
    final Workplace workplace;
    private final Map<String, FaultySink> sinks = new LinkedHashMap<>();
    private final Set<String> expected = ConcurrentHashMap.newKeySet();
    private final Map<String, Set<String>> expectedAt = new ConcurrentHashMap<>();
    private final Map<String, Long> ended = new ConcurrentHashMap<>();
    private final List<String> failures = new ArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final MemoryPeak memory = new MemoryPeak();
    private final StringBuilder load = new StringBuilder();
    private int mostMegabytes = 256;
    private int faults;
    private int kills;
    private boolean repeatsAllowed;
    private @Nullable EmbeddedCluster embedded;
    private @Nullable KubeApiServer real;
    private @Nullable Runs runs;
    private volatile @Nullable CourierProcess courier;
    private @Nullable BooksWatch balance;

    Trial(Path folder, boolean full) {
        this.full = full;
        this.folder = folder;
        this.workplace = new Workplace(folder);
        for (String variable : List.of("COURIER_HEAP", "COURIER_JAVA_OPTIONS")) {
            String value = System.getenv(variable);
            if (value != null) {
                workplace.environment(variable, value);
            }
        }
    }

    /** Whichever fits the size of the trial. */
    int quickOrFull(int quick, int whole) {
        return full ? whole : quick;
    }

    EmbeddedCluster embedded() {
        if (embedded == null) {
            embedded = keep(EmbeddedCluster.start(0));
            workplace.kubeconfig(embedded.kubeconfig());
            runs = keep(new Runs(embedded.kubeconfig()));
        }
        return embedded;
    }

    KubeApiServer real() throws IOException {
        if (real == null) {
            real = keep(KubeApiServer.start());
            real.allow("courier", "tekton.dev", "taskruns", "pipelineruns", "customruns");
            real.allow("courier", "", "events");
            workplace.kubeconfig(Files.readString(real.kubeconfig("courier")));
            runs = keep(new Runs(Files.readString(real.kubeconfig("admin"))));
        }
        return real;
    }

    /** A real API server that the courier reaches through a proxy, and everybody else as always. */
    BlackHole behindBlackHole() throws IOException {
        KubeApiServer server = real();
        BlackHole hole = keep(new BlackHole(server.url()));
        String direct = Files.readString(server.kubeconfig("courier"));
        workplace.kubeconfig(direct.replace(":" + server.url().getPort(), ":" + hole.port()));
        return hole;
    }

    Runs runs() {
        if (runs == null) {
            throw new IllegalStateException("first say on which cluster");
        }
        return runs;
    }

    FaultySink sink(String name) {
        return sinks.computeIfAbsent(name, any -> {
            FaultySink sink = keep(new FaultySink());
            workplace.httpSink(name, sink.url());
            return sink;
        });
    }

    /** A sink of which nothing is expected, because it is to be taken away. */
    FaultySink stranger(String name) {
        FaultySink sink = keep(new FaultySink());
        workplace.httpSink(name, sink.url());
        return sink;
    }

    /** A sink that wants our own types, too. */
    FaultySink sinkOfAll(String name) {
        FaultySink sink = sink(name);
        workplace.httpSink(name, sink.url(), "*");
        return sink;
    }

    /** A run that lives its whole life now. */
    String live(Life life, String name) {
        String uid = runs().live(life, name);
        must(life.told(uid).toList());
        return uid;
    }

    void must(Iterable<String> moments) {
        moments.forEach(expected::add);
    }

    /** What must come to one sink, beside what must come to all. */
    void must(String sink, Set<String> moments) {
        expectedAt.put(sink, moments);
    }

    /** Acknowledgements may be lost by what is done, as by a kill. */
    void allowRepeats() {
        repeatsAllowed = true;
    }

    Traffic traffic(String prefix, List<Life> mix) {
        return keep(new Traffic(this::runs, prefix, mix));
    }

    void ended(Traffic traffic) {
        must(traffic.expected());
        ended.putAll(traffic.ended());
    }

    CourierProcess start(String... settings) {
        CourierProcess started = workplace.launch(settings);
        memory.watch(started.pid());
        courier = started;
        if (balance == null) {
            balance = keep(new BooksWatch(() -> get("/observe/metrics").map(HttpResponse::body), full ? 1_000 : 400));
        }
        return started;
    }

    void kill() throws InterruptedException {
        memory.sample();
        running().kill();
        kills++;
        fault();
    }

    /** Waits for a courier that is to die by itself. */
    boolean ends(Duration atMost) throws InterruptedException {
        soon(atMost, () -> !running().running());
        boolean ended = !running().running();
        kill();
        return ended;
    }

    void bounce() throws InterruptedException {
        stop();
        fault();
    }

    void stop() throws InterruptedException {
        memory.sample();
        running().stop(Duration.ofSeconds(40));
    }

    /** The journal is lost on purpose: what it counted is no measure any more. */
    void newJournal() {
        if (balance != null) {
            balance.forget();
        }
    }

    /** What {@code courier status} says beside the courier or without one, with the exit code 0 if it balances. */
    String status() throws InterruptedException {
        CourierProcess status = workplace.courier("status", "--output", "json");
        int code = status.exitCode(Duration.ofSeconds(60));
        check("courier status exits with " + code + ": " + status.said(), code == 0);
        return status.said();
    }

    private void checkBooks() {
        if (balance != null) {
            balance.complaints().forEach(failures::add);
            check("nobody could read the books", balance.samples() > 0);
            try {
                status();
            } catch (InterruptedException | AssertionError e) {
                check("courier status: " + e, false);
            }
        }
    }

    /** The status with which the courier's own port answers; 0 when it does not. */
    int answer(String path) {
        return get(path).map(HttpResponse::statusCode).orElse(0);
    }

    /** The largest value of a metric, whatever its labels. */
    double metric(String name) {
        return get("/observe/metrics")
                .map(HttpResponse::body)
                .orElse("")
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .max()
                .orElse(-1);
    }

    private Optional<HttpResponse<String>> get(String path) {
        Matcher port = PORT.matcher(running().said());
        int last = 0;
        while (port.find()) {
            last = Integer.parseInt(port.group(1));
        }
        try {
            return Optional.of(HTTP.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + last + path))
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    HttpResponse.BodyHandlers.ofString()));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    CourierProcess running() {
        if (courier == null) {
            throw new IllegalStateException("no courier was started");
        }
        return courier;
    }

    /** What this trial's couriers may have resident at most. */
    void mostMegabytes(int most) {
        mostMegabytes = most;
    }

    /** Counts one more thing that was done to it. */
    synchronized void fault() {
        faults++;
    }

    void load(String words) {
        load.append(load.isEmpty() ? "" : ", ").append(words);
    }

    /** Notes what must be so; a trial with one "no" fails. */
    synchronized void check(String what, boolean holds) {
        if (!holds) {
            failures.add(what);
        }
    }

    /** Waits for something, and says whether it came. */
    boolean soon(Duration atMost, BooleanSupplier done) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > end || !running().running()) {
                return done.getAsBoolean();
            }
            Thread.sleep(50);
        }
        return true;
    }

    /** Waits until every sink has everything that it must have. */
    void settle(Duration atMost) throws InterruptedException {
        soon(atMost, () -> sinks.values().stream()
                .allMatch(sink -> Books.of(expected, sink.accepted()).lost().isEmpty()));
        Thread.sleep(500); // a repeat would come now
    }

    private Books books(String name, FaultySink sink) {
        Set<String> due = new TreeSet<>(expected);
        due.addAll(expectedAt.getOrDefault(name, Set.of()));
        return Books.of(due, sink.accepted());
    }

    /** The table's row. */
    Report report(Scenario scenario) {
        memory.sample();
        Set<String> lost = new TreeSet<>();
        int expectedInAll = 0;
        long same = 0;
        long newId = 0;
        long disorder = 0;
        for (Map.Entry<String, FaultySink> sink : sinks.entrySet()) {
            Books books = books(sink.getKey(), sink.getValue());
            expectedInAll += books.expected();
            books.lost().forEach(moment -> lost.add(sink.getKey() + ": " + moment));
            same += books.sameId();
            newId += books.newId().size() + books.changed();
            disorder += books.outOfOrder().size();
            List<String> wrong = sink.getValue().wrong();
            check(
                    sink.getKey() + " got " + wrong.size() + " wrong events: "
                            + wrong.stream().limit(1).toList(),
                    wrong.isEmpty());
        }
        checkBooks();
        check("repeats without a kill", same == 0 || kills > 0 || repeatsAllowed);
        check(memory.megabytes() + " MB of memory at its peak", memory.megabytes() <= mostMegabytes);
        Delays delays = Delays.of(ended, sinks.values());
        return new Report(
                scenario,
                load.toString(),
                faults,
                expectedInAll,
                lost,
                same,
                newId,
                disorder,
                delays,
                memory.megabytes(),
                List.copyOf(failures));
    }

    <T extends AutoCloseable> T keep(T closeable) {
        open.add(0, closeable);
        return closeable;
    }

    @Override
    public void close() throws Exception {
        memory.close();
        workplace.close();
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
    }
}
