package io.github.tektoncourier.bench;

import io.github.tektoncourier.demo.Arguments;
import io.github.tektoncourier.journal.Journal;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.journal.engine.JournalFactory;
import io.github.tektoncourier.routes.FirstRun;
import io.github.tektoncourier.routes.RegisteredFiles;
import io.github.tektoncourier.routes.RouteSupervisor;
import io.github.tektoncourier.routes.SinkFiles;
import io.github.tektoncourier.routes.check.file.RouteFile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;

/**
 * What many registered files cost: {@code --files 2000} of as many ConfigMaps are started in one process without an API
 * server, one is edited, and processor time, threads and memory are printed.
 */
public final class RegisteredLoad {

    private static final String FILE =
            """
            - route:
                id: team-%1$d/builds
                from:
                  uri: kamelet:tekton-events-source
                  parameters: { subscription: team-%1$d/builds, outcomes: "failure,timeout" }
                  steps:
                    - filter:
                        cel: "event.namespace != '%2$s'"
                        steps:
                          - to:
                              uri: kamelet:cloudevents-http-sink
                              parameters: { url: "https://hooks.example.com/%1$d" }
            """;

    private final Map<Integer, String> contents = new HashMap<>();
    private volatile RegisteredFiles.Look look = RegisteredFiles.NONE.look();

    private RegisteredLoad() {}

    /** Prints a line for the start, and one for an edit. */
    public static void main(String[] args) throws Exception {
        new RegisteredLoad().run(new Arguments(args, Map.of("files", "2000")).number("files"));
    }

    private void run(int files) throws Exception {
        Path folder = Files.createTempDirectory("registered");
        Files.createDirectories(folder.resolve("sinks"));
        Files.writeString(folder.resolve("sinks/README"), "no files");
        for (int i = 0; i < files; i++) {
            contents.put(i, FILE.formatted(i, "none"));
        }
        DefaultCamelContext context = new DefaultCamelContext();
        try (Journal journal = JournalFactory.open(JournalSettings.in(folder.resolve("journal")), Clock.systemUTC())) {
            context.getRegistry().bind("journal", journal);
            context.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
            context.getComponent("kamelet", KameletComponent.class).setLocation("classpath:kamelets");
            context.start();
            measure(context, folder, journal, files);
        } finally {
            context.stop();
        }
    }

    private void measure(DefaultCamelContext context, Path folder, Journal journal, int files) throws Exception {
        register();
        try (RouteSupervisor supervisor = supervisor(context, folder, journal)) {
            supervisor.start();
            long cpu = cpu();
            long start = System.nanoTime();
            supervisor.follow();
            await(() -> supervisor.subscriptions().size() == files);
            report("started " + files, start, cpu);
            contents.put(files / 2, FILE.formatted(files / 2, "edited"));
            long reloads = supervisor.reloads();
            cpu = cpu();
            start = System.nanoTime();
            register();
            await(() -> supervisor.reloads() > reloads);
            report("edited 1", start, cpu);
            System.gc();
            report("idle", System.nanoTime(), cpu());
        }
    }

    private RouteSupervisor supervisor(DefaultCamelContext context, Path folder, Journal journal) {
        RegisteredFiles registered = new RegisteredFiles() {
            @Override
            public Look look() {
                return look;
            }

            @Override
            public void close() {}
        };
        return new RouteSupervisor(
                new SinkFiles(context, Map.of("camel.component.kamelet.location", "classpath:kamelets")),
                folder.resolve("sinks"),
                journal,
                Set.of(),
                new FirstRun(),
                registered,
                (file, verdict) -> {},
                Clock.systemUTC(),
                Duration.ofDays(2));
    }

    private void register() {
        List<RegisteredFiles.Registered> files = new ArrayList<>();
        Map<String, List<String>> objects = new HashMap<>();
        contents.forEach((i, content) -> {
            String namespace = "team-" + i;
            RouteFile file =
                    new RouteFile("configmap:" + namespace + "/sinks/f.camel.yaml", content, namespace, "uid-" + i);
            files.add(new RegisteredFiles.Registered(file, namespace, "sinks", "uid-" + i, Optional.empty()));
            objects.put(namespace, List.of("uid-" + i));
        });
        look = new RegisteredFiles.Look(
                look.version() + 1, files, objects, RegisteredFiles.Absence.UNCOVERED, name -> true, name -> true);
    }

    private static void await(BooleanSupplier there) throws InterruptedException {
        while (!there.getAsBoolean()) {
            Thread.sleep(50);
        }
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static void report(String what, long start, long cpu) throws IOException {
        String status = Files.readString(Path.of("/proc/self/status"));
        System.out.println(what + ": " + (System.nanoTime() - start) / 1_000_000 + " ms, CPU "
                + (cpu() - cpu) / 1_000_000 + " ms, threads "
                + ManagementFactory.getThreadMXBean().getThreadCount() + ", " + line(status, "VmRSS:") + ", "
                + line(status, "VmHWM:"));
    }

    private static String line(String status, String name) {
        return status.lines()
                .filter(one -> one.startsWith(name))
                .findFirst()
                .orElse("")
                .replaceAll("\\s+", " ");
    }
}
