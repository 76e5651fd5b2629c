package io.github.tektoncourier.routes.check.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What of Camel is on board, by the metadata that Camel's jars carry, and in which jar the rest is. A component without
 * metadata is on board and unknown.
 */
public final class Components {

    private static final String SERVICES = "META-INF/services/org/apache/camel/";
    private static final String ARTIFACTS = "camel-artifacts.properties";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, Optional<Component>> KNOWN = new ConcurrentHashMap<>();
    private static @Nullable Properties artifacts;

    private Components() {}

    /**
     * An option of an endpoint.
     *
     * @param type as the metadata have it: string, boolean, integer, duration, enum, object, …
     * @param allowed the words of an enum
     * @param prefix with which the names of many options begin; else empty
     */
    public record Option(String name, String type, List<String> allowed, String prefix) {}

    /**
     * A component.
     *
     * @param options by name
     * @param required options without which there is no endpoint
     * @param lenient whether it takes options that it does not know, as a query of the receiver's
     */
    public record Component(
            String scheme,
            Map<String, Option> options,
            Set<String> required,
            boolean lenient,
            boolean consumerOnly,
            boolean producerOnly) {

        /** The option of a name; one for many where the name begins with its prefix. */
        public Optional<Option> option(String name) {
            Option known = options.get(name);
            return known != null
                    ? Optional.of(known)
                    : options.values().stream()
                            .filter(option -> !option.prefix().isEmpty() && name.startsWith(option.prefix()))
                            .findFirst();
        }
    }

    /** Whether a component of this name can be made. */
    public static boolean onBoard(String scheme) {
        return resource(SERVICES + "component/" + scheme).isPresent();
    }

    /** Whether a language or data format of this name can be made. */
    public static boolean onBoard(String kind, String name) {
        return resource(SERVICES + kind + "/" + name).isPresent();
    }

    /** What a component takes; empty where its jar does not say. */
    public static Optional<Component> find(String scheme) {
        return KNOWN.computeIfAbsent(scheme, Components::read);
    }

    /** The jar of Camel that holds a component, language or data format. */
    public static Optional<String> artifact(String kind, String name) {
        return Optional.ofNullable(artifacts().getProperty(kind + "." + name));
    }

    /** Names of everything of a kind that Camel has. */
    public static Set<String> names(String kind) {
        Set<String> names = new TreeSet<>();
        artifacts().stringPropertyNames().stream()
                .filter(key -> key.startsWith(kind + "."))
                .forEach(key -> names.add(key.substring(kind.length() + 1)));
        return names;
    }

    private static Optional<Component> read(String scheme) {
        return resource(SERVICES + "component/" + scheme)
                .map(Components::text)
                .map(service -> service.lines()
                        .filter(line -> line.startsWith("class="))
                        .map(line -> line.substring("class=".length()).strip())
                        .findFirst()
                        .orElse(""))
                .flatMap(type -> resource(
                        "META-INF/" + type.replaceAll("\\.[^.]*$", "").replace('.', '/') + "/" + scheme + ".json"))
                .map(Components::component);
    }

    private static Component component(InputStream json) {
        try (json) {
            JsonNode root = JSON.readTree(json);
            JsonNode about = root.path("component");
            Map<String, Option> options = new TreeMap<>();
            Set<String> required = new TreeSet<>();
            root.path("properties").properties().forEach(property -> {
                JsonNode value = property.getValue();
                List<String> allowed = new ArrayList<>();
                value.path("enum").forEach(one -> allowed.add(one.asText()));
                if (value.path("kind").asText().equals("parameter")) {
                    String prefix = value.path("multiValue").asBoolean()
                            ? value.path("prefix").asText()
                            : "";
                    options.put(
                            property.getKey(),
                            new Option(property.getKey(), value.path("type").asText(), allowed, prefix));
                    if (value.path("required").asBoolean()) {
                        required.add(property.getKey());
                    }
                } else {
                    options.put(property.getKey(), new Option(property.getKey(), "path", allowed, ""));
                }
            });
            return new Component(
                    about.path("scheme").asText(),
                    options,
                    required,
                    about.path("lenientProperties").asBoolean(),
                    about.path("consumerOnly").asBoolean(),
                    about.path("producerOnly").asBoolean());
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the metadata of a component", e);
        }
    }

    private static synchronized Properties artifacts() {
        Properties known = artifacts;
        if (known == null) {
            known = new Properties();
            try (InputStream in = Components.class.getResourceAsStream(ARTIFACTS)) {
                known.load(in);
            } catch (IOException e) {
                throw new IllegalStateException("cannot read " + ARTIFACTS, e);
            }
            artifacts = known;
        }
        return known;
    }

    private static Optional<InputStream> resource(String path) {
        return path.matches("[A-Za-z0-9./+_-]+")
                ? Optional.ofNullable(Components.class.getClassLoader().getResourceAsStream(path))
                : Optional.empty();
    }

    private static String text(InputStream in) {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the metadata of a component", e);
        }
    }
}
