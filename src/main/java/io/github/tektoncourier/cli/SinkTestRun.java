package io.github.tektoncourier.cli;

import io.github.tektoncourier.Settings;
import io.github.tektoncourier.SinkTrial;
import io.github.tektoncourier.StartException;
import io.github.tektoncourier.journal.StoredEvent;
import io.github.tektoncourier.offline.Explanation;
import io.github.tektoncourier.offline.OfflineCourier;
import io.github.tektoncourier.offline.RunEventList;
import io.github.tektoncourier.routes.Validator;
import io.github.tektoncourier.routes.check.file.Problem;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.sinktest.ExpectedSend;
import io.github.tektoncourier.sinktest.Mismatch;
import io.github.tektoncourier.sinktest.Outgoing;
import io.github.tektoncourier.sinktest.SinkTest;
import io.github.tektoncourier.sinktest.SinkTestFile;
import io.github.tektoncourier.sinktest.SinkTestReader;
import io.github.tektoncourier.sinktest.SinkTestVerdict;
import io.github.tektoncourier.sinktest.TestedFile;
import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.text.Nearest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs files of tests, one after the other, in one Camel. */
final class SinkTestRun implements AutoCloseable {

    private final Function<Map<String, String>, Settings> settings;
    private final SinkTrial trial;

    /**
     * Starts Camel.
     *
     * @param settings makes settings of what a file sets
     */
    SinkTestRun(Function<Map<String, String>, Settings> settings) {
        this.settings = settings;
        this.trial = SinkTrial.start(settings.apply(Map.of()));
    }

    /** Runs the tests of one file. */
    TestedFile run(Path path) {
        SinkTestReader.Result read = SinkTestFiles.read(path);
        SinkTestFile file = read.file();
        if (!read.problems().isEmpty()) {
            return new TestedFile(path, read.problems(), List.of());
        }
        Settings own;
        try {
            own = settings.apply(file.set());
        } catch (StartException e) {
            return broken(path, file.setLine(), String.valueOf(e.getMessage()));
        }
        Validator.Report report = trial.load(own, file.sinks());
        List<Problem> refused =
                report.problems().stream().filter(Problem::error).toList();
        if (!refused.isEmpty()) {
            return new TestedFile(path, refused, List.of());
        }
        Set<String> subscriptions = subscriptions(file);
        if (subscriptions.isEmpty()) {
            return broken(
                    path,
                    file.sinksLine(),
                    "No route of " + listed(file.sinks()) + " subscribes: a precondition turns it off. Give below set:"
                            + " what it asks for.");
        }
        String cluster = own.get("courier.cluster");
        return new TestedFile(
                path,
                List.of(),
                file.tests().stream()
                        .map(test -> tested(test, subscriptions, cluster))
                        .toList());
    }

    private static TestedFile broken(Path path, int line, String what) {
        return new TestedFile(path, List.of(new Problem(path.toString(), line, what)), List.of());
    }

    private static String listed(List<Path> paths) {
        return paths.stream().map(Path::toString).collect(Collectors.joining(", "));
    }

    /** Those of the file's own sinks; a shipped one that a setting turns on is none of them. */
    private Set<String> subscriptions(SinkTestFile file) {
        OfflineCourier courier = trial.courier();
        Set<String> own = file.sinks().stream().map(Path::toString).collect(Collectors.toSet());
        return courier.subscriptions().stream()
                .filter(name -> courier.fileOf(name).filter(own::contains).isPresent())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private TestedFile.Tested tested(SinkTest test, Set<String> subscriptions, String cluster) {
        long began = System.nanoTime();
        List<Mismatch> found = new ArrayList<>(unknown(test, subscriptions));
        if (found.isEmpty()) {
            List<StoredEvent> events = events(test, cluster, found);
            if (found.isEmpty()) {
                found.addAll(SinkTestVerdict.of(test, delivered(events, subscriptions)));
            }
        }
        return new TestedFile.Tested(test, found, Duration.ofNanos(System.nanoTime() - began));
    }

    /** A subscription that does not run would make what must not come pass for ever. */
    private static List<Mismatch> unknown(SinkTest test, Set<String> subscriptions) {
        return Stream.concat(test.expected().stream(), test.never().stream())
                .filter(one -> !one.subscription().map(subscriptions::contains).orElse(true))
                .map(one -> new Mismatch(one.line(), unknown(one, subscriptions)))
                .toList();
    }

    private static String unknown(ExpectedSend one, Set<String> subscriptions) {
        String name = one.subscription().orElse("");
        return "no subscription " + LogText.quoted(name) + " runs." + Nearest.hint(name, subscriptions) + " There are: "
                + String.join(", ", subscriptions) + ".";
    }

    private List<StoredEvent> events(SinkTest test, String cluster, List<Mismatch> found) {
        List<Run> runs =
                new SinkTestRuns(problem -> found.add(new Mismatch(test.runs().line(), problem))).read(test.runs());
        trial.courier().forgetRuns();
        RunEventList list = trial.courier().events(cluster);
        runs.forEach(list::know);
        runs.forEach(list::add);
        List<StoredEvent> chosen = list.events().stream()
                .filter(event -> test.takes(event.attributes().get("type")))
                .toList();
        if (chosen.isEmpty() && found.isEmpty()) {
            String types = list.events().stream()
                    .map(event -> event.attributes().getOrDefault("type", ""))
                    .distinct()
                    .collect(Collectors.joining(", "));
            found.add(new Mismatch(
                    test.runs().line(),
                    types.isEmpty()
                            ? "the runs give no event, so nothing is tested. Take a run with a status."
                            : "only leaves no event of these runs, so nothing is tested. They give: " + types + "."));
        }
        return chosen;
    }

    private List<Outgoing> delivered(List<StoredEvent> events, Set<String> subscriptions) {
        List<Outgoing> all = new ArrayList<>();
        for (StoredEvent event : events) {
            String type = event.attributes().getOrDefault("type", "");
            for (String subscription : subscriptions) {
                trial.courier()
                        .deliver(subscription, event)
                        .forEach(verdict -> outgoing(type, subscription, verdict, all));
            }
        }
        return all;
    }

    private static void outgoing(String type, String subscription, Explanation verdict, List<Outgoing> all) {
        verdict.requests().forEach(request -> all.add(new Outgoing.Request(type, subscription, request)));
        if (verdict instanceof Explanation.Failed failed) {
            all.add(new Outgoing.Failure(type, subscription, failed.why()));
        } else if (verdict instanceof Explanation.Filtered left) {
            all.add(new Outgoing.LeftOut(type, subscription, left.why()));
        }
    }

    @Override
    public void close() {
        trial.close();
    }
}
