package io.github.tektoncourier.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/** A user's folder: kubeconfig, sink files, and the journal and log of one courier. */
public final class Workplace implements AutoCloseable {

    static final Duration SOON = Duration.ofSeconds(90);

    private final Path folder;
    private final Path sinks;
    private final Map<String, String> environment = new HashMap<>();
    private final List<CourierProcess> started = new ArrayList<>();
    private final AtomicInteger answers = new AtomicInteger();
    private @Nullable CourierProcess service;

    public Workplace(Path folder) {
        this.folder = folder;
        this.sinks = folder.resolve("sinks");
        try {
            Files.createDirectories(sinks);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        environment.put("COURIER_PORT", "0");
        environment.put("COURIER_JOURNAL_DIRECTORY", folder.resolve("journal").toString());
    }

    /** Where everything of this one lies. */
    public Path folder() {
        return folder;
    }

    /** Points {@code $KUBECONFIG} at a cluster. */
    public Workplace kubeconfig(String content) {
        write(folder.resolve("kubeconfig"), content);
        environment.put("KUBECONFIG", folder.resolve("kubeconfig").toString());
        return this;
    }

    public Workplace environment(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Map<String, String> environment() {
        return Map.copyOf(environment);
    }

    /** Drops a file into the sinks folder. */
    public Path sink(String name, String content) {
        return write(sinks.resolve(name + ".camel.yaml"), content);
    }

    /** Takes a file out of the sinks folder. */
    public void removeSink(String name) {
        try {
            Files.delete(sinks.resolve(name + ".camel.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The smallest useful sink file: ten lines with its comment, everything to one URL. */
    public Workplace httpSink(String name, String url) {
        sink(name, SINK.replace("NAME", name).replace("URL", url));
        return this;
    }

    /** The same for these types, our own among them. */
    public Workplace httpSink(String name, String url, String types) {
        String all = SINK.replace("{ subscription: NAME }", "{ subscription: NAME, types: \"TYPES\" }");
        sink(name, all.replace("NAME", name).replace("URL", url).replace("TYPES", types));
        return this;
    }

    static final String SINK =
            """
            # Everything, to one receiver.
            - route:
                id: NAME
                from:
                  uri: kamelet:tekton-events-source
                  parameters: { subscription: NAME }
                  steps:
                    - to:
                        uri: kamelet:cloudevents-http-sink
                        parameters: { url: "URL" }
            """;

    /** {@code courier run}, with these settings. */
    public CourierProcess run(String... settings) {
        List<String> arguments = new ArrayList<>(List.of("run", "--sinks", sinks.toString()));
        for (String setting : settings) {
            arguments.addAll(List.of("--set", setting));
        }
        service = CourierProcess.start(log(), environment, arguments.toArray(String[]::new));
        return keep(service);
    }

    /** The same by the launcher, with the memory and the compilers that users have. */
    public CourierProcess launch(String... settings) {
        List<String> command = new ArrayList<>(List.of("./courier", "run", "--sinks", sinks.toString()));
        for (String setting : settings) {
            command.addAll(List.of("--set", setting));
        }
        service = CourierProcess.run(log(), environment, command);
        return keep(service);
    }

    /** Waits for what the service does; not any longer when it has ended. */
    public ConditionFactory await(Duration atMost) {
        CourierProcess running = service;
        ConditionFactory patience = Awaitility.await().atMost(atMost);
        return running == null
                ? patience
                : patience.failFast(
                        "the courier ended",
                        () -> assertThat(running.running()).as(said()).isTrue());
    }

    /** Any other command, with an output of its own. */
    public CourierProcess courier(String... arguments) {
        Path output = folder.resolve("output-" + answers.incrementAndGet());
        return keep(CourierProcess.start(output, environment, arguments));
    }

    /** A command line as a shell reads it, in the project's folder. */
    public CourierProcess shell(String line) {
        Path output = folder.resolve("output-" + answers.incrementAndGet());
        return keep(CourierProcess.run(output, environment, List.of("bash", "-c", "exec " + line)));
    }

    /** What {@code run} printed, over all restarts. */
    public String said() {
        try {
            return Files.exists(log()) ? Files.readString(log()) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path log() {
        return folder.resolve("courier.log");
    }

    private CourierProcess keep(CourierProcess process) {
        started.add(process);
        return process;
    }

    private static Path write(Path file, String content) {
        try {
            return Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        started.forEach(CourierProcess::close);
    }
}
