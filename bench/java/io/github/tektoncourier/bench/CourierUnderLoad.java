package io.github.tektoncourier.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.tektoncourier.demo.Arguments;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One build at work: the courier as its folder's launcher starts it, with a cluster and a receiver of its own. */
final class CourierUnderLoad implements AutoCloseable {

    private static final Pattern HEALTH = Pattern.compile("(http://\\S*/observe/health)");
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Process> processes = new ArrayList<>();
    private final String name;
    private final Path build;
    private final Path work;
    private final Arguments arguments;
    private String world = "";
    private String sink = "";
    private Process courier;

    CourierUnderLoad(String name, Path build, Path work, Arguments arguments) {
        this.name = name;
        this.build = build;
        this.work = work;
        this.arguments = arguments;
    }

    String name() {
        return name;
    }

    void start() throws Exception {
        Files.createDirectories(work.resolve("sinks"));
        Path kubeconfig = work.resolve("kubeconfig");
        world = address(
                "world",
                "LoadWorld",
                "--runs",
                arguments.text("runs"),
                "--bytes",
                arguments.text("bytes"),
                "--kubeconfig",
                kubeconfig.toString());
        sink = address("sink", "CountingSink");
        int sinks = arguments.number("sinks");
        for (int i = 0; i < sinks; i++) {
            String path = i < arguments.number("hanging") ? "/hang/" : "/events/";
            Files.writeString(work.resolve("sinks/bench-" + i + ".camel.yaml"), file(i, sink + path + i));
        }
        List<String> command = new ArrayList<>(launcher());
        command.addAll(List.of("run", "--sinks", work.resolve("sinks").toString()));
        ProcessBuilder builder = process("courier", command);
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        builder.environment().put("COURIER_PORT", "0");
        builder.environment()
                .put("COURIER_JOURNAL_DIRECTORY", work.resolve("journal").toString());
        courier = started(builder);
        until("the courier is ready", this::ready);
        TimeUnit.SECONDS.sleep(2); // what starts needs its threads
    }

    /** A folder's own launcher; a jar is started with the settings that the launcher has for it. */
    private List<String> launcher() {
        return Files.isDirectory(build)
                ? List.of(build.resolve("courier").toString())
                : List.of(
                        java(),
                        "-XX:+UseSerialGC",
                        "-Xms32m",
                        "-Xmn16m",
                        "-Xmx96m",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        build.toString());
    }

    private static String file(int number, String url) {
        return """
                - route:
                    id: bench-%d
                    from:
                      uri: kamelet:tekton-events-source
                      parameters: { subscription: bench-%d }
                      steps:
                        - to: { uri: "kamelet:cloudevents-http-sink", parameters: { url: "%s" } }
                """
                .formatted(number, number, url);
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private String address(String log, String program, String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of(java(), "-Xmx1g", "-cp", System.getProperty("java.class.path")));
        command.add("io.github.tektoncourier.bench." + program);
        command.addAll(List.of(args));
        started(process(log, command));
        until(
                program + " says its address",
                () -> said(log).startsWith("http") && said(log).contains("\n"));
        return said(log).lines().findFirst().orElseThrow();
    }

    private ProcessBuilder process(String log, List<String> command) {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(work.resolve(log + ".log").toFile());
    }

    private Process started(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private String said(String log) throws IOException {
        return Files.readString(work.resolve(log + ".log"));
    }

    private boolean ready() throws Exception {
        Matcher health = HEALTH.matcher(said("courier"));
        return health.find() && send("GET", health.group(1) + "/ready", "").statusCode() == 200;
    }

    /** Plays one round of changes and waits until nothing comes any more. */
    Throughput.Round round() throws Exception {
        send("DELETE", sink + "/count", "");
        ProcessUse before = ProcessUse.of(courier.pid());
        send("POST", world + "/_play", "{\"transitions\": " + arguments.text("transitions") + "}");
        until(
                "the changes are played",
                () -> json(world + "/_play").path("done").asBoolean());
        until("the last event has come", this::settled);
        ProcessUse after = ProcessUse.of(courier.pid());
        JsonNode count = json(sink + "/count");
        long events = count.path("count").asLong();
        if (events == 0 || events != count.path("unique").asLong()) {
            throw new IllegalStateException(name + ": " + events + " requests for " + count.path("unique") + " events");
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put(
                "events/s", events * 1000.0 / Math.max(1, count.path("millis").asLong()));
        figures.put("CPU us/event", (double) (after.cpuMicros() - before.cpuMicros()) / events);
        figures.put("KB allocated/event", after.allocatedSince(before) / 1024.0 / events);
        figures.put("threads", (double) after.threads());
        after.groupsSince(before).forEach((group, bytes) -> figures.put("KB " + group, bytes / 1024.0 / events));
        return new Throughput.Round(figures);
    }

    private boolean settled() throws Exception {
        long before = json(sink + "/count").path("count").asLong();
        TimeUnit.SECONDS.sleep(1);
        return json(sink + "/count").path("count").asLong() == before;
    }

    /** The same bodies through a bare POST loop, three times as many. */
    Throughput.Round postLoop() throws Exception {
        Path out = work.resolve("loop.log");
        long count = 3L * arguments.number("transitions");
        Process loop = process(
                        "loop",
                        List.of(
                                java(),
                                "-Xmx256m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "io.github.tektoncourier.bench.PostLoop",
                                "--url",
                                sink + "/loop",
                                "--count",
                                Long.toString(count),
                                "--bytes",
                                arguments.text("bytes"),
                                "--rounds",
                                "2"))
                .start();
        if (loop.waitFor() != 0) {
            throw new IllegalStateException("The POST loop failed: " + Files.readString(out));
        }
        List<String> lines = Files.readAllLines(out);
        JsonNode last = new ObjectMapper().readTree(lines.get(lines.size() - 1)); // the first one warms its process up
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("events/s", last.path("perSecond").asDouble());
        figures.put("CPU us/event", last.path("cpuMicrosPerPost").asDouble());
        return new Throughput.Round(figures);
    }

    int threads() throws IOException {
        return ProcessUse.of(courier.pid()).threads();
    }

    long peakMegabytes() throws IOException {
        return ProcessUse.of(courier.pid()).peakMegabytes();
    }

    /** The books must balance. */
    void check() throws Exception {
        List<String> command = new ArrayList<>(launcher());
        command.add("status");
        ProcessBuilder builder = process("status", command);
        builder.environment()
                .put("COURIER_JOURNAL_DIRECTORY", work.resolve("journal").toString());
        if (builder.start().waitFor() != 0) {
            throw new IllegalStateException(name + ": the books do not balance:\n" + said("status"));
        }
    }

    private java.net.http.HttpResponse<String> send(String method, String url, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(url))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private JsonNode json(String url) throws Exception {
        return new ObjectMapper().readTree(send("GET", url, "").body());
    }

    private void until(String what, Callable<Boolean> done) throws Exception {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!done.call()) {
            for (Process process : processes) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new IllegalStateException(name + ": waited in vain until " + what + "\n" + said("courier"));
                }
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    @Override
    public void close() {
        processes.forEach(Process::destroy);
        processes.forEach(process -> process.onExit()
                .orTimeout(20, TimeUnit.SECONDS)
                .exceptionally(late -> process.destroyForcibly())
                .join());
    }
}
