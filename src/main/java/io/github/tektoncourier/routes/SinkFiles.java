package io.github.tektoncourier.routes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/**
 * Takes sink files into the running service, each for itself: a bad one is refused with a {@link Problem} and harms no
 * other.
 */
public final class SinkFiles {

    private static final List<String> SHIPPED = List.of(
            "routes/sinks/http.camel.yaml",
            "routes/sinks/kafka.camel.yaml",
            "routes/sinks/slack.camel.yaml",
            "routes/sinks/router.camel.yaml");

    private final CamelContext context;
    private final Properties properties = new Properties();
    private final KameletRules kamelets;
    private final Map<String, String> ids = new HashMap<>();
    private final Map<String, String> subscriptions = new HashMap<>();

    /**
     * Loads into a started context.
     *
     * @param properties all settings, for the files' placeholders
     */
    public SinkFiles(CamelContext context, Map<String, String> properties) {
        this.context = context;
        this.properties.putAll(properties);
        this.kamelets = new KameletRules(new Kamelets(
                context, properties.getOrDefault("camel.component.kamelet.location", "classpath:kamelets")));
    }

    /** The files of the jar; each is off until its address is set. */
    public static List<RouteFile> shipped() {
        return SHIPPED.stream().map(RouteFile::shipped).toList();
    }

    /** The user's files, in the order of their names; none where there is no such folder. */
    public static List<RouteFile> in(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<RouteFile> files = new ArrayList<>();
        try (Stream<Path> paths = Files.list(folder)) {
            for (Path path : paths.filter(p -> p.getFileName().toString().endsWith(".camel.yaml"))
                    .sorted()
                    .toList()) {
                files.add(RouteFile.of(path));
            }
        }
        return files;
    }

    /** Checks a file and, where nothing is wrong with it, starts its routes. */
    public List<Problem> load(RouteFile file) {
        SinkRules rules = new SinkRules(file, kamelets);
        List<Problem> problems = new ArrayList<>(rules.problems());
        clashes(problems, file, "route id", rules.ids(), ids);
        clashes(problems, file, "subscription", rules.subscriptions(), subscriptions);
        if (problems.isEmpty()) {
            problems.addAll(dryRun(file));
        }
        if (!problems.isEmpty()) {
            return problems;
        }
        try {
            int before = context.getRoutesSize();
            PluginHelper.getRoutesLoader(context).loadRoutes(resource(file));
            if (context.getRoutesSize() > before) {
                rules.ids().keySet().forEach(id -> ids.put(id, file.name()));
                rules.subscriptions().keySet().forEach(name -> subscriptions.put(name, file.name()));
            }
            return List.of();
        } catch (Exception e) {
            return List.of(CamelProblems.of(file, e));
        }
    }

    private static void clashes(
            List<Problem> problems,
            RouteFile file,
            String what,
            Map<String, Integer> names,
            Map<String, String> taken) {
        names.forEach((name, line) -> {
            String other = taken.get(name);
            if (other != null) {
                problems.add(new Problem(
                        file.name(),
                        line,
                        "The " + what + " " + name + " is taken by " + other + ". Give this one another name."));
            }
        });
    }

    /** Builds the routes in a context of their own that never starts them, so that a mistake leaves no trace here. */
    private List<Problem> dryRun(RouteFile file) {
        try (DefaultCamelContext scratch = new DefaultCamelContext(new DefaultRegistry(context.getRegistry()))) {
            scratch.setAutoStartup(false);
            scratch.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
            scratch.getPropertiesComponent().setOverrideProperties(properties);
            Object kamelets = context.getComponent("kamelet", false);
            if (kamelets instanceof org.apache.camel.component.kamelet.KameletComponent component) {
                scratch.getComponent("kamelet", org.apache.camel.component.kamelet.KameletComponent.class)
                        .setLocation(component.getLocation());
            }
            PluginHelper.getRoutesLoader(scratch).loadRoutes(resource(file));
            scratch.start();
            return List.of();
        } catch (Exception e) {
            return List.of(CamelProblems.of(file, e));
        }
    }

    private static Resource resource(RouteFile file) {
        // Camel takes all behind a name's first dot for its type.
        String plain = file.name().replaceAll(".*[/\\\\]|\\.camel\\.yaml$", "").replace('.', '-');
        return ResourceHelper.fromString(plain + ".camel.yaml", file.content());
    }
}
