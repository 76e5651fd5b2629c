package io.github.tektoncourier.cli;

import io.github.tektoncourier.Settings;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
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

    @Override
    public Integer call() throws IOException, InterruptedException {
        DemoJar.check();
        return new DemoSession(this::settings, speed, once, kafka).run() ? 0 : 1;
    }

    private Settings settings(Map<String, String> demo) {
        Map<String, String> settings = new HashMap<>(demo);
        settings.put("courier.port", Integer.toString(port));
        return options.load(settings);
    }
}
