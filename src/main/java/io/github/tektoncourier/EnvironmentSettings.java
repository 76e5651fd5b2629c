package io.github.tektoncourier;

import io.github.tektoncourier.text.Nearest;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Settings that stand in the environment: {@code courier.journal.max-size} as {@code COURIER_JOURNAL_MAX_SIZE}. A name that
 * begins so and is no setting is refused, but for what the launcher and the log read, and for what Kubernetes makes for
 * each Service of the namespace (https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables).
 */
final class EnvironmentSettings {

    private static final String OURS = "COURIER_";
    private static final Set<String> READ_ELSEWHERE = Set.of(
            "COURIER_CLASS_ARCHIVE",
            "COURIER_HEAP",
            "COURIER_JAVA_OPTIONS",
            "COURIER_LOG_FORMAT",
            "COURIER_LOG_LEVEL",
            "COURIER_CAMEL_LOG_LEVEL",
            "COURIER_KAFKA_LOG_LEVEL");
    private static final String HOST = "_SERVICE_HOST";
    private static final Pattern BEHIND_NAME_OF_A_SERVICE =
            Pattern.compile("_(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT(_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)");
    private static final Pattern ADDRESS_OF_A_SERVICE = Pattern.compile("(tcp|udp|sctp)://.*");

    private EnvironmentSettings() {}

    /**
     * The settings in the environment, by their keys.
     *
     * @throws StartException for a name that begins as ours do and is none
     */
    static Map<String, String> of(Map<String, String> environment, Collection<String> keys) {
        Map<String, String> names = keys.stream().collect(Collectors.toMap(EnvironmentSettings::name, key -> key));
        Map<String, String> values = new HashMap<>();
        environment.forEach((name, value) -> {
            String key = names.get(name);
            if (key != null
                    && !(name.endsWith("_PORT")
                            && ADDRESS_OF_A_SERVICE.matcher(value).matches())) {
                values.put(key, value);
            } else if (key == null && !ofService(name, environment.keySet())) {
                refuseUnknown(name, names.keySet());
            }
        });
        return values;
    }

    private static String name(String key) {
        return key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
    }

    /** Kubernetes makes all of a Service's variables together, its host among them, so one that stands alone is a mistake. */
    private static boolean ofService(String name, Set<String> all) {
        return all.stream()
                .filter(other -> other.endsWith(HOST))
                .map(host -> host.substring(0, host.length() - HOST.length()))
                .anyMatch(service -> name.startsWith(service)
                        && BEHIND_NAME_OF_A_SERVICE
                                .matcher(name.substring(service.length()))
                                .matches());
    }

    private static void refuseUnknown(String name, Set<String> names) {
        if (name.startsWith(OURS) && !READ_ELSEWHERE.contains(name)) {
            Set<String> ours = Stream.concat(
                            names.stream().filter(known -> known.startsWith(OURS)), READ_ELSEWHERE.stream())
                    .collect(Collectors.toSet());
            throw StartException.wrongUse("The environment variable " + name + " is no setting. Did you mean "
                    + Nearest.of(name, ours) + "? src/main/resources/tekton-courier.properties lists them all.");
        }
    }
}
