package io.github.tektoncourier.routes.check.kamelet;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What the Kamelets at hand take, because Camel itself accepts a parameter that a Kamelet does not know. */
public final class Kamelets {

    private static final String OURS = "Tekton Courier";

    private static final String CLASSES = "#class:io.github.tektoncourier.kamelet.";

    private final CamelContext context;
    private final List<String> locations;
    private final Map<String, Optional<Parameters>> read = new ConcurrentHashMap<>();

    /**
     * Looks where the kamelet component looks.
     *
     * @param locations comma list as in {@code camel.component.kamelet.location}
     */
    public Kamelets(CamelContext context, String locations) {
        this.context = context;
        this.locations = Stream.of(locations.split(",", -1)).map(String::trim).toList();
    }

    /**
     * A Kamelet's parameters.
     *
     * @param secret those with {@code format: password}
     * @param programs those with {@code format: jq}
     * @param type {@code source}, {@code sink} or {@code action}; empty where it does not say
     * @param ours whether it is one of the courier's, whose templates take references to values
     * @param original whether the courier's own classes take the values, so that it is known which are good
     */
    public record Parameters(
            Map<String, Property> properties,
            Set<String> required,
            Set<String> secret,
            Set<String> programs,
            String type,
            boolean ours,
            boolean original) {

        /** The names of all. */
        public Set<String> known() {
            return properties.keySet();
        }
    }

    /**
     * What a parameter takes.
     *
     * @param type as in JSON schema; empty where the Kamelet does not say
     * @param allowed the words that it takes; empty for any
     */
    public record Property(String type, List<String> allowed) {}

    /** The names of those that ship. */
    public static List<String> shipped() {
        return List.of(
                "cloudevents-http-sink",
                "cloudevents-kafka-sink",
                "http-json-sink",
                "tekton-events-source",
                "tekton-format-action",
                "tekton-runs-source",
                "tekton-slack-sink");
    }

    /** The parameters of a Kamelet; empty where there is none of that name. */
    public Optional<Parameters> find(String name) {
        if (!name.matches("[A-Za-z0-9.-]{1,100}")) {
            return Optional.empty();
        }
        return read.computeIfAbsent(name, this::look);
    }

    private Optional<Parameters> look(String name) {
        return locations.stream()
                .map(location -> PluginHelper.getResourceLoader(context)
                        .resolveResource(location + "/" + name + ".kamelet.yaml"))
                .filter(Resource::exists)
                .findFirst()
                .map(Kamelets::read);
    }

    private static Parameters read(Resource resource) {
        try (InputStream in = resource.getInputStream()) {
            Object root = new Load(LoadSettings.builder().build()).loadFromInputStream(in);
            Object definition = child(child(root, "spec"), "definition");
            Map<String, Property> known = new TreeMap<>();
            Set<String> secret = new TreeSet<>();
            Set<String> programs = new TreeSet<>();
            if (child(definition, "properties") instanceof Map<?, ?> properties) {
                properties.forEach((key, property) -> {
                    known.put(String.valueOf(key), property(property));
                    if (child(property, "format").equals("password")) {
                        secret.add(String.valueOf(key));
                    } else if (child(property, "format").equals("jq")) {
                        programs.add(String.valueOf(key));
                    }
                });
            }
            Set<String> required = new TreeSet<>();
            if (child(definition, "required") instanceof List<?> names) {
                names.forEach(name -> required.add(String.valueOf(name)));
            }
            Object provider = child(child(child(root, "metadata"), "annotations"), "camel.apache.org/provider");
            Object type = child(child(child(root, "metadata"), "labels"), "camel.apache.org/kamelet.type");
            return new Parameters(
                    known,
                    required,
                    secret,
                    programs,
                    type.toString(),
                    provider.equals(OURS),
                    original(child(child(root, "spec"), "template")));
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + resource.getLocation(), e);
        }
    }

    private static boolean original(Object template) {
        boolean beans = child(template, "beans") instanceof List<?> list
                && list.stream().allMatch(bean -> child(bean, "type").toString().startsWith(CLASSES));
        return beans || child(child(template, "from"), "uri").toString().startsWith("journal:");
    }

    private static Property property(Object property) {
        Object type = child(property, "type");
        List<String> allowed = child(property, "enum") instanceof List<?> words
                ? words.stream().map(String::valueOf).toList()
                : List.of();
        return new Property(type instanceof String text ? text : "", allowed);
    }

    private static Object child(Object node, String key) {
        Object child = node instanceof Map<?, ?> map ? map.get(key) : null;
        return child == null ? Map.of() : child;
    }
}
