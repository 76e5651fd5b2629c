package io.github.tektoncourier.cli;

import io.github.tektoncourier.Settings;
import io.github.tektoncourier.SinkTrial;
import io.github.tektoncourier.journal.StoredEvent;
import io.github.tektoncourier.offline.Explanation;
import io.github.tektoncourier.offline.OfflineCourier;
import io.github.tektoncourier.offline.RunEventList;
import io.github.tektoncourier.offline.SentRequest;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.text.MaskedOutput;
import io.github.tektoncourier.text.Secrets;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code courier send-test}: one event through one sink file, for real, and what was answered. */
@Command(
        name = "send-test",
        mixinStandardHelpOptions = true,
        description = "Sends one sample event through one sink file, for real, and says what was answered.",
        footerHeading = "%n",
        footer = {
            "The event is the end of a made-up run, the first that the file lets through. Name a file with a run of your",
            "own by --run where none of them passes.",
            "",
            "  courier send-test team-a --sinks sinks --set team-a.url=https://ci.example.com/events",
            "",
            "Exit 0: delivered. 1: refused, failed, or no sample passes. 2: no such subscription."
        })
final class SendTestCommand implements Callable<Integer> {

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    @Option(
            names = "--sinks",
            paramLabel = "PATH",
            description = "A folder of sink files, or one file; can be repeated. Without it, courier.sinks.")
    private List<Path> sinks = List.of();

    @Option(names = "--run", paramLabel = "FILE", description = "Takes the events of a run in this file instead.")
    private @Nullable String file;

    @Parameters(paramLabel = "SUBSCRIPTION", description = "The subscription whose file is tried.")
    private String subscription = "";

    /** An event, and the runs that its route may ask for. */
    private record Sample(StoredEvent event, List<Run> runs, String file) {}

    @Override
    public Integer call() {
        Settings settings = options.load(Map.of());
        List<Path> paths = TriedSinks.paths(sinks, settings);
        Map<String, Integer> reasons = new LinkedHashMap<>();
        Optional<Sample> sample;
        try (SinkTrial trial = SinkTrial.start(settings, paths)) {
            trial.report().problems().forEach(System.err::println);
            TriedSinks.check(trial.courier(), subscription);
            sample = sample(trial.courier(), settings, reasons);
        }
        PrintStream out = MaskedOutput.beneath();
        if (sample.isEmpty()) {
            out.println("Nothing was sent: " + subscription + " lets no "
                    + (file == null ? "sample event" : "event of " + LogText.line(file)) + " through.");
            reasons.forEach(
                    (why, times) -> out.println("  " + masked(why) + (times > 1 ? "  (" + times + " events)" : "")));
            out.println(
                    "Give a run that it is meant for: --run FILE. What becomes of its events says: courier explain --run FILE.");
            return 1;
        }
        return send(sample.get(), settings, paths, out) ? 0 : 1;
    }

    private Optional<Sample> sample(OfflineCourier courier, Settings settings, Map<String, Integer> reasons) {
        List<Run> runs = file == null
                ? SampleRuns.in(SampleRuns.namespaceFor(courier.namespacesOf(subscription)))
                : TriedSinks.runs(file);
        RunEventList events = courier.events(settings.get("courier.cluster"));
        runs.forEach(events::know);
        runs.forEach(events::add);
        List<StoredEvent> candidates = new ArrayList<>(events.events());
        candidates.sort(Comparator.comparing(event -> !event.attributes().containsKey("outcome")));
        for (StoredEvent event : candidates) {
            Explanation verdict = one(courier.deliver(subscription, event));
            if (verdict instanceof Explanation.Sent) {
                return Optional.of(
                        new Sample(event, runs, courier.fileOf(subscription).orElse("")));
            }
            reasons.merge(
                    verdict instanceof Explanation.Filtered left
                            ? "filtered by " + left.why()
                            : "fails: " + ((Explanation.Failed) verdict).why(),
                    1,
                    Integer::sum);
        }
        return Optional.empty();
    }

    /** Of the deliveries to several values of a slot, one that is sent. */
    private static Explanation one(List<Explanation> deliveries) {
        return deliveries.stream()
                .filter(Explanation.Sent.class::isInstance)
                .findFirst()
                .orElse(deliveries.get(0));
    }

    private boolean send(Sample sample, Settings settings, List<Path> paths, PrintStream out) {
        Map<String, String> attributes = sample.event().attributes();
        out.println("Sending " + attributes.get("type") + " of "
                + LogText.line(attributes.getOrDefault("namespace", "") + "/" + attributes.getOrDefault("subject", ""))
                + " through " + sample.file());
        List<SentRequest> sent = new CopyOnWriteArrayList<>();
        try (SinkTrial trial = SinkTrial.startSending(settings, paths, sent::add)) {
            TriedSinks.check(trial.courier(), subscription);
            RunEventList events = trial.courier().events(settings.get("courier.cluster"));
            sample.runs().forEach(events::know);
            Explanation verdict = Secrets.ofProcess()
                    .about(subscription, () -> one(trial.courier().deliver(subscription, sample.event())));
            sent.forEach(one ->
                    out.println("  " + LogText.shown(one.address()) + "   (" + one.step() + ", line " + one.line()
                            + ") → " + told(one.answer()) + ", " + one.took().toMillis() + " ms"));
            if (verdict instanceof Explanation.Sent) {
                out.println("Delivered.");
                return true;
            }
            out.println("Not delivered: "
                    + (verdict instanceof Explanation.Failed failed
                            ? told(failed.why())
                                    + (failed.forGood()
                                            ? " (the service would keep it as a dead letter)"
                                            : " (the service would try it again)")
                            : "the file filtered it."));
            return false;
        }
    }

    private String told(String text) {
        return LogText.shown(Secrets.ofProcess().mask(subscription, text));
    }

    private static String masked(String text) {
        return LogText.shown(Secrets.ofProcess().mask(text));
    }
}
