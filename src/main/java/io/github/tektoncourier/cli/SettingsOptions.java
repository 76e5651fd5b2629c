package io.github.tektoncourier.cli;

import io.github.tektoncourier.Settings;
import io.github.tektoncourier.text.Credentials;
import io.github.tektoncourier.text.Secrets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** The options by which every command that needs settings takes them. */
final class SettingsOptions {

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            converter = Assignment.Converter.class,
            description = "Overrides a setting, or gives a value that a sink file asks for. Can be repeated.")
    private List<Assignment> sets = new ArrayList<>();

    @Option(
            names = "--properties",
            paramLabel = "FILE",
            description =
                    "A properties file with settings, or a folder with one file a setting, as a ConfigMap is mounted.")
    private @Nullable Path properties;

    /** Reads the settings; {@code more} wins over all of them. */
    Settings load(Map<String, String> more) {
        return load(Map.of(), more);
    }

    /** Reads the settings; {@code under} wins over all but what the command line sets, {@code more} wins over all. */
    Settings load(Map<String, String> under, Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(under);
        sets.forEach(set -> all.put(set.key(), set.value()));
        all.putAll(more);
        return Settings.load(System.getenv(), properties, all, SettingsOptions::keepSecret);
    }

    private static void keepSecret(Map<String, String> values) {
        Map<String, String> given = new HashMap<>(values);
        given.remove("courier.run-url"); // each message shows it
        Credentials.among(given, Secrets.ofProcess().owner("settings"));
    }

    /** One {@code KEY=VALUE}; picocli's own maps warn of quotes in a value, and quote it. */
    private record Assignment(String key, String value) {

        static final class Converter implements CommandLine.ITypeConverter<Assignment> {
            @Override
            public Assignment convert(String text) {
                int equals = text.indexOf('=');
                if (equals < 1) {
                    throw new CommandLine.TypeConversionException(
                            "a key, an equals sign and a value are wanted, e.g. courier.port=9090");
                }
                return new Assignment(text.substring(0, equals), text.substring(equals + 1));
            }
        }
    }
}
