package io.github.tektoncourier.routes;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What the Kamelets at hand take, because Camel itself accepts a parameter that a Kamelet does not know. */
final class Kamelets {

    private static final String OURS = "Tekton Courier";

    private final CamelContext context;
    private final List<String> locations;

    /**
     * Looks where the kamelet component looks.
     *
     * @param locations comma list as in {@code camel.component.kamelet.location}
     */
    Kamelets(CamelContext context, String locations) {
        this.context = context;
        this.locations = Stream.of(locations.split(",", -1)).map(String::trim).toList();
    }

    /**
     * A Kamelet's parameters.
     *
     * @param secret those with {@code format: password}
     * @param ours whether it is one of the courier's, whose templates take references to values
     */
    record Parameters(Set<String> known, Set<String> required, Set<String> secret, boolean ours) {}

    /** The parameters of a Kamelet; empty where there is none of that name. */
    Optional<Parameters> find(String name) {
        if (!name.matches("[A-Za-z0-9.-]{1,100}")) {
            return Optional.empty();
        }
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
            Set<String> known = new TreeSet<>();
            Set<String> secret = new TreeSet<>();
            if (child(definition, "properties") instanceof Map<?, ?> properties) {
                properties.forEach((key, property) -> {
                    known.add(String.valueOf(key));
                    if (child(property, "format").equals("password")) {
                        secret.add(String.valueOf(key));
                    }
                });
            }
            Set<String> required = new TreeSet<>();
            if (child(definition, "required") instanceof List<?> names) {
                names.forEach(name -> required.add(String.valueOf(name)));
            }
            Object provider = child(child(child(root, "metadata"), "annotations"), "camel.apache.org/provider");
            return new Parameters(known, required, secret, provider.equals(OURS));
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + resource.getLocation(), e);
        }
    }

    private static Object child(Object node, String key) {
        Object child = node instanceof Map<?, ?> map ? map.get(key) : null;
        return child == null ? Map.of() : child;
    }
}
