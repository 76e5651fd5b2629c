package io.github.tektoncourier;

import io.github.tektoncourier.egress.EgressRules;
import io.github.tektoncourier.journal.JournalSettings;
import io.github.tektoncourier.logs.LogReading;
import io.github.tektoncourier.text.Durations;
import io.github.tektoncourier.text.Nearest;
import io.github.tektoncourier.text.Sizes;
import io.github.tektoncourier.watch.namespaces.NamespaceSelection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All settings of one process. The shipped {@code tekton-courier.properties} names every {@code courier.*} key there is;
 * environment, a properties file and {@code --set} override it in that order.
 */
public final class Settings {

    private static final String OURS = "courier.";
    private static final long SMALLEST_JOURNAL = 4L * 1024 * 1024;

    private final Map<String, String> values;

    private Settings(Map<String, String> values) {
        this.values = Collections.unmodifiableMap(values);
    }

    /**
     * Reads the settings.
     *
     * @param file as given by {@code --properties}: a properties file, or a folder as a ConfigMap is mounted
     * @param sets as given by {@code --set}
     * @throws StartException for an unknown key or a value that cannot be, in the user's words
     */
    public static Settings load(Map<String, String> environment, @Nullable Path file, Map<String, String> sets) {
        return load(environment, file, sets, values -> {});
    }

    /** The same; what is read is seen before anything of it can be quoted in an error. */
    public static Settings load(
            Map<String, String> environment,
            @Nullable Path file,
            Map<String, String> sets,
            Consumer<Map<String, String>> seen) {
        Map<String, String> values = new TreeMap<>(shipped());
        Set<String> known = Set.copyOf(values.keySet());
        values.putAll(EnvironmentSettings.of(environment, known));
        if (file != null) {
            values.putAll(PropertyFiles.read(file));
        }
        values.putAll(sets);
        seen.accept(values);
        values.keySet().forEach(key -> refuseUnknown(key, known));
        Settings settings = new Settings(values);
        settings.check();
        return settings;
    }

    /** The same with another value for one of them. */
    Settings with(String key, String value) {
        Map<String, String> changed = new TreeMap<>(values);
        changed.put(key, value);
        return new Settings(changed);
    }

    /** The value, empty where unset. */
    public String get(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("no setting " + key);
        }
        return value.trim();
    }

    /** All of them, for Camel's placeholders. */
    public Map<String, String> all() {
        return values;
    }

    /** A comma list, without blanks. */
    public List<String> list(String key) {
        return Stream.of(get(key).split(",", -1))
                .map(String::trim)
                .filter(s -> !s.isEmpty())
                .toList();
    }

    public Path path(String key) {
        return Path.of(get(key));
    }

    /** A duration such as {@code 72h}, {@code 30m}, {@code 3d} or ISO {@code PT1H}. */
    public Duration duration(String key) {
        try {
            return Durations.parse(key, get(key));
        } catch (IllegalArgumentException e) {
            throw StartException.wrongUse(String.valueOf(e.getMessage()));
        }
    }

    /** A size in bytes such as {@code 4GiB} or {@code 512MiB}. */
    public long bytes(String key) {
        return Sizes.bytes(get(key))
                .orElseThrow(() ->
                        StartException.wrongUse(key + "=" + get(key) + " is no size. Write it like 512MiB or 4GiB."));
    }

    /** A TCP port; 0 is any free one. */
    public int port(String key) {
        try {
            int port = Integer.parseInt(get(key));
            if (port >= 0 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // said below, in the user's words
        }
        throw StartException.wrongUse(
                key + "=" + get(key) + " is no port. Give a number from 0 (any free one) to 65535.");
    }

    /**
     * Where health and metrics listen.
     *
     * @throws StartException when {@code courier.host} is no address of this machine's resolver
     */
    public InetSocketAddress address() {
        String host = get("courier.host");
        int port = port("courier.port");
        InetSocketAddress address = host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw StartException.wrongUse("courier.host=" + host + " is no known host. Give an address of this machine,"
                    + " such as 127.0.0.1, or leave it empty for all of them.");
        }
        return address;
    }

    /**
     * Where values from runs may lead.
     *
     * @throws StartException when an entry of {@code courier.egress.*} is no host, address or range
     */
    EgressRules egress() {
        try {
            return EgressRules.of(list("courier.egress.allow"), list("courier.egress.deny"));
        } catch (IllegalArgumentException e) {
            throw StartException.wrongUse(String.valueOf(e.getMessage()));
        }
    }

    /** Where the journal is and how large it may be. */
    public JournalSettings journal() {
        return JournalSettings.in(path("courier.journal.directory"))
                .withRetention(duration("courier.journal.retention"))
                .withMaxSize(bytes("courier.journal.max-size"))
                .withAnnouncesAll(get("courier.announce").equals("all"));
    }

    private void checkNamespaces() {
        try {
            NamespaceSelection.of(get("courier.namespaces"), get("courier.namespace-selector"));
        } catch (IllegalArgumentException e) {
            throw StartException.wrongUse("courier." + e.getMessage());
        }
    }

    private void check() {
        egress();
        SinkRegistration.check(this);
        oneOf("courier.announce", "new", "active", "all");
        checkKubernetesEvents();
        if (get("courier.journal").equals("kafka")) {
            throw StartException.wrongUse(
                    "courier.journal=kafka is reserved for scale-out and not there yet. Use sqlite.");
        }
        oneOf("courier.journal", "sqlite");
        for (String kind : list("courier.kinds")) {
            if (!Set.of("taskruns", "pipelineruns", "customruns").contains(kind)) {
                throw StartException.wrongUse("courier.kinds names " + kind
                        + ", which is not watched. Choose from taskruns, pipelineruns, customruns.");
            }
        }
        if (list("courier.kinds").isEmpty()) {
            throw StartException.wrongUse(
                    "courier.kinds is empty, so nothing would be watched. Choose from taskruns, pipelineruns, customruns.");
        }
        checkNamespaces();
        checkLogs();
        duration("courier.journal.retention");
        if (bytes("courier.journal.max-size") < SMALLEST_JOURNAL) {
            throw StartException.wrongUse("courier.journal.max-size=" + get("courier.journal.max-size")
                    + " is too small to hold anything. Give it 4MiB or more.");
        }
        address();
    }

    private void checkLogs() {
        oneOf("courier.logs.tail", "true", "false");
        try {
            LogReading.checkPattern(get("courier.logs.mask"));
        } catch (IllegalArgumentException e) {
            throw StartException.wrongUse(
                    "courier.logs.mask " + e.getMessage() + ". Correct it, e.g. courier.logs.mask=acme-[0-9a-f]{16}");
        }
    }

    private void checkKubernetesEvents() {
        String key = "courier.kubernetes-events";
        Set<String> about = Set.copyOf(list(key));
        if (about.equals(Set.of("runs", "pods"))) {
            if (!list("courier.kinds").contains("taskruns")) {
                throw StartException.wrongUse(key + "=" + get(key) + " needs taskruns in courier.kinds, because only"
                        + " they have pods. Add taskruns there, or use " + key + "=runs.");
            }
        } else if (!about.equals(Set.of("off")) && !about.equals(Set.of("runs"))) {
            throw StartException.wrongUse(
                    key + "=" + get(key) + " is not known. Choose off, or runs, or both runs,pods.");
        }
    }

    private void oneOf(String key, String... allowed) {
        if (!List.of(allowed).contains(get(key))) {
            throw StartException.wrongUse(
                    key + "=" + get(key) + " is not known. Choose one of: " + String.join(", ", allowed) + ".");
        }
    }

    private static void refuseUnknown(String key, Set<String> known) {
        if (key.startsWith(OURS) && !known.contains(key)) {
            throw StartException.wrongUse("There is no setting " + key + ". Did you mean "
                    + Nearest.of(
                            key, known.stream().filter(k -> k.startsWith(OURS)).toList())
                    + "? src/main/resources/tekton-courier.properties lists them all.");
        }
    }

    private static Map<String, String> shipped() {
        try (InputStream in = Settings.class.getResourceAsStream("/tekton-courier.properties")) {
            if (in == null) {
                throw new IllegalStateException("tekton-courier.properties is missing from the jar");
            }
            Properties properties = new Properties();
            properties.load(in);
            return asMap(properties);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, String> asMap(Properties properties) {
        Map<String, String> map = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> map.put(name, properties.getProperty(name)));
        return map;
    }
}
