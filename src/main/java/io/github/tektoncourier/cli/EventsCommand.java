package io.github.tektoncourier.cli;

import io.cloudevents.CloudEvent;
import io.github.tektoncourier.Settings;
import io.github.tektoncourier.cloudevent.Batch;
import io.github.tektoncourier.cloudevent.CloudEvents;
import io.github.tektoncourier.cloudevent.StructuredJson;
import io.github.tektoncourier.cloudevent.format.EventMessage;
import io.github.tektoncourier.cloudevent.format.Format;
import io.github.tektoncourier.cloudevent.format.FormatException;
import io.github.tektoncourier.cloudevent.format.RunLinks;
import io.github.tektoncourier.moment.Moments;
import io.github.tektoncourier.run.Change;
import io.github.tektoncourier.run.InMemoryKnown;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.Scope;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code courier events}: what a run in a file would be told as, by the same stages as the service has. */
@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        description =
                "Prints every event that each run in FILE proves, in order: one CloudEvent a line, structured JSON."
                        + " Needs no cluster and no journal.",
        footerHeading = "%n",
        footer = {
            "FILE may hold TaskRuns, PipelineRuns and CustomRuns (v1, v1beta1): JSON or YAML, several documents, Lists.",
            "Documents with the same UID are states of one run: each event of it is printed once.",
            "A run without a UID has namespace/name in its place; without a namespace it is in default.",
            "",
            "  kubectl get taskrun build-1 -o yaml | courier events -",
            "",
            "Exit 1: something in a file is no run. A line on stderr says what and where; the rest is printed."
        })
final class EventsCommand implements Callable<Integer> {

    private static final Scope FILES = new Scope("", "files", "", "");

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "default",
            description = "default, tektonv1 (what Tekton's own controller sends) or cdevents (0.5.1).")
    private String formatName = "default";

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files with runs; - is standard input.")
    private List<String> files = List.of();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final InMemoryKnown known = new InMemoryKnown();
    private final Moments moments = new Moments();
    private boolean allRuns = true;
    private long sequence;

    @Override
    public Integer call() {
        Settings settings = options.load(Map.of());
        Format format = format(settings);
        CloudEvents cloudEvents = new CloudEvents(settings.get("courier.cluster"), known);
        PrintStream out = new PrintStream(new java.io.BufferedOutputStream(System.out, 1 << 16), false);
        RunFiles read = new RunFiles(problem -> complain(problem, out));
        files.forEach(file -> read.read(file, (name, run) -> print(run, cloudEvents, format, name, out)));
        out.flush();
        return allRuns ? 0 : 1;
    }

    private Format format(Settings settings) {
        try {
            return Format.named(
                    formatName.toLowerCase(Locale.ROOT), new RunLinks(settings.get("courier.run-url"), null));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private void print(Run run, CloudEvents cloudEvents, Format format, String file, PrintStream out) {
        if (run.name().isEmpty()) {
            out.flush();
            System.err.println(
                    "courier: " + file + ": a " + run.kind().kind() + " has no metadata.name, which the API"
                            + " server makes of generateName. Its events have no subject, and their source ends without a name.");
        }
        Change change = Change.ofRun(FILES, Change.Type.LISTED, false, run);
        Batch batch = cloudEvents.cloudEvents(moments.moments(change));
        for (Batch.Entry entry : batch.entries()) {
            CloudEvent event = entry.event();
            if (event != null) {
                String number = String.format(Locale.ROOT, "%020d", ++sequence);
                print(EventMessage.of(event).with("sequence", number), format, file, out);
            }
            // Without a UID it is unknown whether two documents of one name are the same run.
            if (!run.uid().equals(run.where())) {
                known.tell(run.uid(), entry.moment());
            }
        }
    }

    private void print(EventMessage event, Format format, String file, PrintStream out) {
        try {
            format.format(event).ifPresent(formatted -> {
                byte[] line = StructuredJson.encode(formatted.attributes(), formatted.data());
                out.write(line, 0, line.length);
                out.write('\n');
            });
        } catch (FormatException e) {
            complain(file + ": " + e.getMessage() + " It is left out.", out);
        }
    }

    private void complain(String problem, PrintStream out) {
        out.flush();
        allRuns = false;
        System.err.println("courier: " + problem);
    }
}
