package io.github.tektoncourier.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.tektoncourier.demo.Arguments;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One build at work: the courier as its folder's launcher starts it, with a cluster and a receiver of its own. */
final class CourierUnderLoad implements AutoCloseable {

    private static final Pattern HEALTH = Pattern.compile("(http://\\S*/observe/health)");

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private final LoadProcesses processes;
    private final Map<String, String> environment;
    private final String name;
    private final Path build;
    private final Arguments arguments;
    private final String world;
    private final String sink;
    private final Process courier;

    private CourierUnderLoad(String name, Path build, LoadProcesses processes, Arguments arguments) throws Exception {
        this.name = name;
        this.build = build;
        this.processes = processes;
        this.arguments = arguments;
        Path work = processes.folder();
        this.environment = Map.of(
                "KUBECONFIG", work.resolve("kubeconfig").toString(),
                "COURIER_PORT", "0",
                "COURIER_JOURNAL_DIRECTORY", work.resolve("journal").toString());
        this.world = processes.address(
                "world",
                LoadProcesses.program(
                        "-Xmx1g",
                        "LoadWorld",
                        "--runs",
                        arguments.text("runs"),
                        "--bytes",
                        arguments.text("bytes"),
                        "--kubeconfig",
                        environment.get("KUBECONFIG")));
        this.sink = processes.address("sink", LoadProcesses.program("-Xmx256m", "CountingSink"));
        Path sinks = Files.createDirectories(work.resolve("sinks"));
        for (int i = 0; i < arguments.number("sinks"); i++) {
            String path = i < arguments.number("hanging") ? "/hang/" : "/events/";
            Files.writeString(sinks.resolve("bench-" + i + ".camel.yaml"), file(i, sink + path + i));
        }
        this.courier = processes.start("courier", command("run", "--sinks", sinks.toString()), environment);
    }

    static CourierUnderLoad start(String name, Path build, Path work, Arguments arguments) throws Exception {
        LoadProcesses processes = new LoadProcesses(work);
        try {
            CourierUnderLoad courier = new CourierUnderLoad(name, build, processes, arguments);
            processes.until("the courier is ready", courier::ready);
            TimeUnit.SECONDS.sleep(2); // what starts needs its threads
            return courier;
        } catch (Exception e) {
            processes.close();
            throw e;
        }
    }

    String name() {
        return name;
    }

    /** A folder's own launcher; a jar is started with the settings that the launcher has for it. */
    private List<String> command(String... args) {
        List<String> command = new ArrayList<>(
                Files.isDirectory(build)
                        ? List.of(build.resolve("courier").toString())
                        : List.of(
                                LoadProcesses.java(),
                                "-XX:+UseSerialGC",
                                "-Xms32m",
                                "-Xmn16m",
                                "-Xmx96m",
                                "-XX:TieredStopAtLevel=1",
                                "-jar",
                                build.toString()));
        command.addAll(List.of(args));
        return command;
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

    private boolean ready() throws Exception {
        Matcher health = HEALTH.matcher(processes.said("courier"));
        return health.find() && send("GET", health.group(1) + "/ready", "").statusCode() == 200;
    }

    /** Plays one round of changes and waits until nothing comes any more. */
    Map<String, Double> round() throws Exception {
        send("DELETE", sink + "/count", "");
        ProcessUse before = use();
        send("POST", world + "/_play", "{\"transitions\": " + arguments.text("transitions") + "}");
        processes.until(
                "the changes are played",
                () -> read(world + "/_play").path("done").asBoolean());
        processes.until("the last event has come", this::settled);
        ProcessUse after = use();
        JsonNode count = read(sink + "/count");
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
        return figures;
    }

    private boolean settled() throws Exception {
        long before = read(sink + "/count").path("count").asLong();
        TimeUnit.SECONDS.sleep(1);
        return read(sink + "/count").path("count").asLong() == before;
    }

    /** The same bodies through a bare POST loop, three times as many; its first round warms its process up. */
    Map<String, Double> postLoop() throws Exception {
        String posts = Long.toString(3L * arguments.number("transitions"));
        processes.run(
                "loop",
                LoadProcesses.program(
                        "-Xmx256m",
                        "PostLoop",
                        "--url",
                        sink + "/loop",
                        "--count",
                        posts,
                        "--bytes",
                        arguments.text("bytes"),
                        "--rounds",
                        "2"),
                Map.of());
        List<String> lines = processes.said("loop").lines().toList();
        JsonNode last = json.readTree(lines.get(lines.size() - 1));
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("events/s", last.path("perSecond").asDouble());
        figures.put("CPU us/event", last.path("cpuMicrosPerPost").asDouble());
        return figures;
    }

    ProcessUse use() throws IOException {
        return ProcessUse.of(courier.pid());
    }

    /** The books must balance. */
    void check() throws Exception {
        processes.run("status", command("status"), environment);
    }

    private HttpResponse<String> send(String method, String url, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode read(String url) throws Exception {
        return json.readTree(send("GET", url, "").body());
    }

    @Override
    public void close() {
        processes.close();
    }
}
