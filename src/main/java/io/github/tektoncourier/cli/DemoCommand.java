package io.github.tektoncourier.cli;

import io.github.tektoncourier.Service;
import io.github.tektoncourier.Settings;
import io.github.tektoncourier.cluster.Cluster;
import io.github.tektoncourier.demo.Books;
import io.github.tektoncourier.demo.Delivery;
import io.github.tektoncourier.demo.DemoReport;
import io.github.tektoncourier.demo.EmbeddedCluster;
import io.github.tektoncourier.demo.HttpReceiver;
import io.github.tektoncourier.demo.Player;
import io.github.tektoncourier.demo.SlackLookalike;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code courier demo}: the shipped spine and sinks at work, without a cluster or an account. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Plays recorded Tekton runs through the shipped routes to a local HTTP receiver and a Slack look-alike.")
final class DemoCommand implements Callable<Integer> {

    private static final Duration DRAIN = Duration.ofSeconds(20);

    /** Three kinds of runs, and the core Events about each. */
    private static final int WATCHES = 6;

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    @Option(
            names = "--speed",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many times faster than recorded.")
    private double speed = 1;

    @Option(names = "--once", description = "End when all is delivered; exit 1 if the books do not balance.")
    private boolean once;

    @Option(
            names = "--port",
            paramLabel = "P",
            defaultValue = "0",
            description = "Port for health and metrics; 0 takes a free one.")
    private int port;

    @Option(names = "--kafka", paramLabel = "HOST:PORT", description = "Also deliver to this Kafka broker.")
    private String kafka = "";

    private final DemoReport report = new DemoReport(System.out);

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path journal = Files.createTempDirectory("courier-demo");
        try (EmbeddedCluster world = EmbeddedCluster.start(0);
                HttpReceiver http =
                        HttpReceiver.start(0, received -> report.delivered(Delivery.ofHttp("http", received)));
                SlackLookalike slack =
                        SlackLookalike.start(0, received -> report.delivered(Delivery.ofSlack("slack", received)))) {
            Settings settings = options.load(addresses(journal, http, slack));
            report.say("Recorded Tekton runs on an embedded cluster → journal → HTTP receiver and Slack look-alike"
                    + (kafka.isEmpty() ? "" : " and Kafka at " + kafka) + (once ? "" : "; Ctrl-C ends it"));
            Service service = Service.start(settings, Cluster.at(URI.create(world.url())), Clock.systemUTC());
            Thread atExit = new Thread(() -> end(service, journal), "stop");
            Runtime.getRuntime().addShutdownHook(atExit);
            awaitWatches(world);
            Player player = new Player(world, speed);
            if (once) {
                player.play();
            } else {
                player.loop(() -> false);
            }
            drain(service, world);
            Runtime.getRuntime().removeShutdownHook(atExit);
            return end(service, journal) ? 0 : 1;
        }
    }

    private Map<String, String> addresses(Path journal, HttpReceiver http, SlackLookalike slack) {
        Map<String, String> settings = new HashMap<>();
        settings.put("courier.port", Integer.toString(port));
        settings.put("courier.announce", "all");
        settings.put("courier.journal.directory", journal.toString());
        settings.put("courier.sinks", journal.resolve("none").toString());
        settings.put("courier.http.url", http.url());
        settings.put("courier.slack.webhook-url", slack.webhookUrl());
        settings.put("courier.kafka.bootstrap-servers", kafka);
        return settings;
    }

    /** States that pass before anybody watches are not told; the demo shows them all. */
    private static void awaitWatches(EmbeddedCluster world) throws InterruptedException {
        Instant until = Instant.now().plus(DRAIN);
        while (world.openWatches() < WATCHES && Instant.now().isBefore(until)) {
            Thread.sleep(20);
        }
    }

    /** Waits until the watch has seen all and every subscription has passed it, and nothing moves any more. */
    private static void drain(Service service, EmbeddedCluster world) throws InterruptedException {
        Instant until = Instant.now().plus(DRAIN);
        long seen = -1;
        int quiet = 0;
        while (quiet < 15 && Instant.now().isBefore(until)) {
            List<Books> books = books(service);
            long appended = books.stream().mapToLong(Books::appended).sum();
            boolean done =
                    appended == seen && world.backlog() == 0 && books.stream().allMatch(b -> b.pending() == 0);
            quiet = done ? quiet + 1 : 0;
            seen = appended;
            Thread.sleep(100);
        }
    }

    private boolean end(Service service, Path journal) {
        boolean balanced = report.close(books(service));
        service.close();
        delete(journal);
        return balanced;
    }

    private static List<Books> books(Service service) {
        return service.books().stream()
                .map(b -> new Books(
                        b.subscription(),
                        b.appended(),
                        b.delivered(),
                        b.filtered(),
                        b.pending(),
                        b.dead(),
                        b.dropped()))
                .toList();
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            System.err.println("courier: could not remove " + folder + ": " + e.getMessage());
        }
    }
}
