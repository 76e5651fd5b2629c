package io.github.tektoncourier.routes.camel;

import io.github.tektoncourier.journal.camel.StepPlaces;
import io.github.tektoncourier.routes.check.file.RouteFile;
import io.github.tektoncourier.routes.check.grammar.WrittenSteps.WrittenStep;
import io.github.tektoncourier.text.LogText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.camel.NamedNode;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;

/** Where the steps of the sink files that run are written. */
public final class FileSteps implements StepPlaces {

    private static final int LONGEST = 200;

    private final Map<String, Known> byRoute = new ConcurrentHashMap<>();

    private record Known(
            String file, String version, Function<RouteDefinition, Map<ProcessorDefinition<?>, WrittenStep>> steps) {}

    /**
     * Notes a file whose routes are about to run.
     *
     * @param routes their ids
     * @param steps pairs the steps of one of them with what is written; called on any thread
     */
    public void add(
            RouteFile file,
            Collection<String> routes,
            Function<RouteDefinition, Map<ProcessorDefinition<?>, WrittenStep>> steps) {
        Known known = new Known(file.name(), version(file.content()), steps);
        routes.forEach(route -> byRoute.put(route, known));
    }

    /** Forgets a file. */
    public void remove(RouteFile file) {
        byRoute.values().removeIf(known -> known.file().equals(file.name()));
    }

    @Override
    public String of(NamedNode step) {
        RouteDefinition route =
                step instanceof ProcessorDefinition<?> own ? ProcessorDefinitionHelper.getRoute(own) : null;
        Known known = route == null ? null : byRoute.get(String.valueOf(route.getRouteId()));
        if (route == null || known == null) {
            return "";
        }
        WrittenStep written = known.steps().apply(route).get(step);
        if (written == null) {
            return "";
        }
        String place = LogText.line(known.file(), LONGEST) + " (version " + known.version() + ") line " + written.line()
                + ", step " + written.name();
        return written.expression()
                .map(expression -> place + "\n" + LogText.quoted(expression.strip(), LONGEST))
                .orElse(place);
    }

    /** What changes with any change of the file, short enough to be read. */
    private static String version(String content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
