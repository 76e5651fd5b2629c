package io.github.tektoncourier.cli;

import io.github.tektoncourier.Settings;
import io.github.tektoncourier.text.Credentials;
import io.github.tektoncourier.text.Secrets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which every command that needs settings takes them. */
final class SettingsOptions {

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Overrides a setting, or gives a value that a sink file asks for. Can be repeated.")
    private Map<String, String> sets = new LinkedHashMap<>();

    @Option(names = "--properties", paramLabel = "FILE", description = "A properties file with settings.")
    private @Nullable Path properties;

    /** Reads the settings; {@code more} wins over all of them. */
    Settings load(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(sets);
        all.putAll(more);
        Settings settings = Settings.load(System.getenv(), properties, all);
        Map<String, String> given = new HashMap<>(settings.all());
        given.remove("courier.run-url"); // each message shows it
        Credentials.among(given, Secrets.ofProcess().owner("settings"));
        return settings;
    }
}
