package io.github.tektoncourier.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.tektoncourier.Settings;
import io.github.tektoncourier.SinkTrial;
import io.github.tektoncourier.StartException;
import io.github.tektoncourier.journal.history.RunHistory;
import io.github.tektoncourier.offline.OfflineCourier;
import io.github.tektoncourier.offline.RunEventList;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.text.MaskedOutput;
import java.io.File;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code courier explain}: what became of a run's events, or what sink files would send of a run in a file. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description =
                "Says what became of a run's events at every subscription, from the journal; or, with --run FILE, for every"
                        + " event of the runs in a file: sent or filtered, by which clause, and the request that would go"
                        + " out. Needs no cluster and sends nothing.",
        footerHeading = "%n",
        footer = {
            "  courier explain ci/build-1",
            "  courier explain ci/build-1 --subscription audit --output json",
            "",
            "reads the journal beside the running service, without one, or by --server. With --run the sink files' own routes run,",
            "with recorders in the place of the network.",
            "Addresses are shown as the file has them, secrets as ***.",
            "",
            "  kubectl get taskrun build-1 -o yaml | courier explain --run - --sinks sinks",
            "  courier explain --run run.yaml --sinks sinks --subscription team-a --set team-a.url=https://ci.example.com/",
            "",
            "Exit 1: the journal knows no such run; a sink file is refused, or something in the run's file is no run."
        })
final class ExplainCommand implements Callable<Integer> {

    private static final Pattern NAMESPACE_AND_NAME = Pattern.compile("[a-z0-9-]+/[^/]+");

    enum Form {
        text,
        json
    }

    @Mixin
    private JournalAccess access = new JournalAccess();

    @Parameters(
            arity = "0..1",
            paramLabel = "NS/NAME|UID|ID",
            description = "A run, by namespace and name or by UID, or an event's id: what the journal says of it.")
    private @Nullable String what;

    @Option(
            names = "--run",
            paramLabel = "FILE",
            description = "A file with runs, JSON or YAML; - is standard input. Can be repeated.")
    private List<String> runs = List.of();

    @Option(
            names = "--sinks",
            paramLabel = "PATH",
            description = "A folder of sink files, or one file; can be repeated. Without it, courier.sinks.")
    private List<Path> sinks = List.of();

    @Option(names = "--subscription", paramLabel = "NAME", description = "Only this subscription.")
    private @Nullable String subscription;

    @Option(names = "--output", paramLabel = "FORMAT", defaultValue = "text", description = "text or json.")
    private Form output = Form.text;

    @Option(
            names = "--show-secrets",
            description = "Shows addresses and headers as they would go out. Only to a terminal.")
    private boolean showSecrets;

    private boolean allRead = true;

    @Override
    public Integer call() throws JsonProcessingException {
        if ((what == null) == runs.isEmpty()) {
            throw StartException.wrongUse(
                    "Say what to explain: NS/NAME of a run that the service has seen, or --run FILE; not both.");
        }
        if (what != null) {
            if (meansFile(what)) {
                throw StartException.wrongUse(
                        LogText.line(what, 200) + " is a file. To explain the runs in it: courier explain --run "
                                + LogText.line(what, 200) + " --sinks FOLDER");
            }
            return ofJournal(what);
        }
        if (showSecrets && !terminal()) {
            throw StartException.wrongUse(
                    "--show-secrets writes secrets, and only to a terminal. Leave it out, or do not"
                            + " redirect the output.");
        }
        if (access.remote()) {
            throw StartException.wrongUse("--server is about what a service has seen. --run FILE asks no service.");
        }
        Settings settings = access.load();
        List<Run> known = new ArrayList<>();
        RunFiles files = new RunFiles(problem -> {
            allRead = false;
            System.err.println("courier: " + problem);
        });
        runs.forEach(file -> files.read(file, (name, run) -> known.add(run)));
        try (SinkTrial trial = SinkTrial.start(settings, TriedSinks.paths(sinks, settings))) {
            trial.report().problems().forEach(System.err::println);
            print(trial.courier(), settings, known);
            return allRead && trial.report().errors() == 0 ? 0 : 1;
        }
    }

    /** NS/NAME stays a run, even where a folder has a file of that name. */
    private static boolean meansFile(String what) {
        return !NAMESPACE_AND_NAME.matcher(what).matches() && new File(what).isFile();
    }

    private int ofJournal(String run) throws JsonProcessingException {
        List<RunHistory> found = access.read(journal -> journal.history(run, subscription));
        if (output == Form.json) {
            System.out.println(JournalExplanation.json(found));
        } else {
            found.forEach(one -> JournalExplanation.text(one).forEach(System.out::println));
        }
        if (found.isEmpty()) {
            System.err.println("courier: The journal knows no run " + LogText.quoted(run)
                    + ". It was never seen (courier.namespaces, courier.kinds, courier.label-selector), or is gone for"
                    + " longer than the journal keeps it. kubectl get -o yaml | courier events - says what it proves.");
        }
        return found.isEmpty() ? 1 : 0;
    }

    @SuppressWarnings("SystemConsoleNull") // Java 22 asks the console itself; until then, null says it
    private static boolean terminal() {
        return System.console() != null;
    }

    private void print(OfflineCourier courier, Settings settings, List<Run> known) throws JsonProcessingException {
        List<String> subscriptions = chosen(courier);
        courier.notOfJournal()
                .forEach(
                        file -> System.err.println(
                                "courier: " + file
                                        + ": a route does not begin with kamelet:tekton-events-source. It did not run; only events are explained."));
        RunEventList events = courier.events(settings.get("courier.cluster"));
        known.forEach(events::know);
        known.forEach(events::add);
        ExplainedEvents explained = new ExplainedEvents(courier, subscriptions, showSecrets);
        PrintStream out = MaskedOutput.beneath();
        if (output == Form.json) {
            out.println(explained.json(events.events()));
        } else {
            events.events().forEach(event -> explained.text(event).forEach(out::println));
        }
        out.flush();
        System.err.println("courier: " + explained.summary(events.events().size()));
    }

    private List<String> chosen(OfflineCourier courier) {
        List<String> all = courier.subscriptions();
        if (subscription == null) {
            if (all.isEmpty()) {
                System.err.println(
                        "courier: No file subscribes to anything. Name the folder of your sink files by --sinks;"
                                + " what is wrong with a file says courier validate.");
            }
            return all;
        }
        TriedSinks.check(courier, subscription);
        return List.of(subscription);
    }
}
