package io.github.tektoncourier.cli;

import io.github.tektoncourier.Service;
import io.github.tektoncourier.Settings;
import io.github.tektoncourier.cluster.Cluster;
import io.github.tektoncourier.demo.kube.EmbeddedCluster;
import io.github.tektoncourier.demo.play.Player;
import io.github.tektoncourier.demo.receivers.Balance;
import io.github.tektoncourier.demo.receivers.DeliveryLine;
import io.github.tektoncourier.demo.receivers.DemoReport;
import io.github.tektoncourier.demo.receivers.EventReceiver;
import io.github.tektoncourier.demo.receivers.SlackLookalike;
import io.github.tektoncourier.text.MaskedOutput;
import java.io.IOException;
import java.io.PrintStream;
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
import java.util.function.Function;
import java.util.stream.Stream;

/** Runs the service against the embedded cluster and local receivers. The only class that needs the demo's jar. */
final class DemoSession {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration DRAIN = Duration.ofSeconds(20);

    /** Three kinds of runs, and the core Events about runs of each version of Tekton's API. */
    private static final int WATCHES = 5;

    private final DemoReport report = new DemoReport(System.out);
    private final Function<Map<String, String>, Settings> settings;
    private final double speed;
    private final boolean once;
    private final String kafka;
    private final TriedInDemo tried;

    /**
     * Prepares a session.
     *
     * @param settings makes the service's settings of the given ones and the user's
     * @param speed how many times faster than recorded
     * @param once whether the recordings are played a single time
     * @param kafka a broker's address, empty for none
     * @param tried the user's own sink files
     */
    DemoSession(
            Function<Map<String, String>, Settings> settings,
            double speed,
            boolean once,
            String kafka,
            TriedInDemo tried) {
        this.settings = settings;
        this.speed = speed;
        this.once = once;
        this.kafka = kafka;
        this.tried = tried;
    }

    /** Plays until told to stop; gives whether the books balance at the end. */
    boolean run() throws IOException, InterruptedException {
        Path journal = Files.createTempDirectory("courier-demo");
        try (EmbeddedCluster world = EmbeddedCluster.start(0);
                EventReceiver http =
                        EventReceiver.start(0, received -> report.delivered(DeliveryLine.ofHttp("http", received)));
                SlackLookalike slack = SlackLookalike.start(
                        0, received -> report.delivered(DeliveryLine.ofSlack("slack", received)))) {
            Settings settings = this.settings.apply(addresses(journal, http, slack));
            report.say("Recorded Tekton runs on an embedded cluster → journal → HTTP receiver and Slack look-alike"
                    + (kafka.isEmpty() ? "" : " and Kafka at " + kafka) + (once ? "" : "; Ctrl-C ends it"));
            tellTried();
            List<String> own = List.of(host(http.url()), host(slack.webhookUrl()));
            Service service = Service.start(
                    settings,
                    Cluster.at(URI.create(world.url())),
                    Clock.systemUTC(),
                    tried.network(own, kafka, this::say));
            Thread atExit = new Thread(() -> end(service, journal), "stop");
            Runtime.getRuntime().addShutdownHook(atExit);
            if (!watchesOpen(world)) {
                report.say("Only " + world.openWatches() + " of " + WATCHES + " watches are open after "
                        + START.toSeconds() + " s: what happens before the others open is not shown in full");
            }
            Player player = new Player(world, speed);
            if (once) {
                player.play();
            } else {
                player.loop(() -> false);
            }
            drain(service, world);
            Runtime.getRuntime().removeShutdownHook(atExit);
            return end(service, journal);
        }
    }

    private void tellTried() {
        if (tried.folder() != null) {
            report.say("Your files in " + tried.folder()
                    + (tried.send()
                            ? " send to their real addresses"
                            : " send nothing: each request is printed; --send sends them"));
        }
    }

    /** Masked already, and an address that stands in the user's file is to be seen. */
    private void say(String line) {
        PrintStream out = MaskedOutput.beneath();
        synchronized (report) {
            System.out.flush();
            out.println(line);
            out.flush();
        }
    }

    private static String host(String url) {
        return URI.create(url).resolve("/").toString().replaceFirst("/$", "");
    }

    private Map<String, String> addresses(Path journal, EventReceiver http, SlackLookalike slack) {
        Map<String, String> settings = new HashMap<>();
        settings.put("courier.announce", "all");
        settings.put("courier.journal.directory", journal.toString());
        Path sinks = tried.folder();
        settings.put("courier.sinks", (sinks == null ? journal.resolve("none") : sinks).toString());
        settings.put("courier.http.url", http.url());
        settings.put("courier.slack.webhook-url", slack.webhookUrl());
        settings.put("courier.kafka.bootstrap-servers", kafka);
        return settings;
    }

    /** States that pass before the first watch are not told; the demo shows them all. */
    private static boolean watchesOpen(EmbeddedCluster world) throws InterruptedException {
        Instant until = Instant.now().plus(START);
        while (world.openWatches() < WATCHES) {
            if (Instant.now().isAfter(until)) {
                return false;
            }
            Thread.sleep(20);
        }
        return true;
    }

    /** Waits until every subscription has passed what the watch has seen, or until nothing has moved for long. */
    private static void drain(Service service, EmbeddedCluster world) throws InterruptedException {
        Instant until = Instant.now().plus(DRAIN);
        List<Balance> seen = List.of();
        int quiet = 0;
        while (quiet < 15 && Instant.now().isBefore(until)) {
            List<Balance> books = books(service);
            if (!books.equals(seen)) {
                until = Instant.now().plus(DRAIN);
            }
            boolean done =
                    books.equals(seen) && world.backlog() == 0 && books.stream().allMatch(b -> b.pending() == 0);
            quiet = done ? quiet + 1 : 0;
            seen = books;
            Thread.sleep(100);
        }
    }

    private boolean end(Service service, Path journal) {
        boolean balanced = report.close(books(service));
        service.close();
        delete(journal);
        return balanced;
    }

    private static List<Balance> books(Service service) {
        return service.books().stream()
                .map(b -> new Balance(
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
