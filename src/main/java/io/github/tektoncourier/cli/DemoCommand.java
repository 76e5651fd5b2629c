package io.github.tektoncourier.cli;

import io.github.tektoncourier.Settings;
import io.github.tektoncourier.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code courier demo}: the shipped spine and sinks at work, without a cluster or an account. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Plays recorded Tekton runs through the shipped routes to a local HTTP receiver and a Slack look-alike.",
        footerHeading = "%n",
        footer = {
            "With --sinks the runs go through sink files of your own, too. Their requests are only printed, one a line:",
            "",
            "  courier demo --once --sinks sinks --set team-a.url=https://ci.example.com/events",
            "",
            "With --send they go to their real addresses, and each line says what was answered."
        })
final class DemoCommand implements Callable<Integer> {

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

    @Option(
            names = "--sinks",
            paramLabel = "DIR",
            description = "The runs go through your sink files, too. Prints what they would send, and sends nothing.")
    private @Nullable Path sinks;

    @Option(names = "--send", description = "With --sinks: really sends, and prints what is answered.")
    private boolean send;

    @Override
    public Integer call() throws IOException, InterruptedException {
        DemoJar.check();
        if (send && sinks == null) {
            throw StartException.wrongUse("--send is about sink files of your own. Name their folder by --sinks DIR.");
        }
        if (sinks != null && !Files.isDirectory(sinks)) {
            throw StartException.wrongUse(
                    "--sinks " + sinks + ": there is no such folder. Make it, or check the path.");
        }
        return new DemoSession(this::settings, speed, once, kafka, TriedInDemo.of(sinks, send)).run() ? 0 : 1;
    }

    private Settings settings(Map<String, String> demo) {
        Map<String, String> settings = new HashMap<>(demo);
        settings.put("courier.port", Integer.toString(port));
        return options.load(settings);
    }
}
