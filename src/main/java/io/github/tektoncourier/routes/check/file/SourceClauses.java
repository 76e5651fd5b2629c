package io.github.tektoncourier.routes.check.file;

import io.github.tektoncourier.filter.Globs;
import io.github.tektoncourier.run.RunKind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What a route's source lets in, but for namespaces, which are the user's own names.
 *
 * @param at where the route begins
 */
public record SourceClauses(EndpointCall at, Globs types, Globs kinds, Globs outcomes) {

    private static final String SOURCE = "kamelet:tekton-events-source";

    /**
     * The source of the route that a step stands in; empty where it is no subscription.
     *
     * @param filled fills placeholders in
     */
    public static Optional<SourceClauses> of(SinkFileModel model, RouteStep step, UnaryOperator<String> filled) {
        return model.calls().stream()
                .filter(call ->
                        call.step().name().equals("from") && route(call.step()).equals(route(step)))
                .filter(call -> call.uri().startsWith(SOURCE))
                .findFirst()
                .map(call -> read(call, filled));
    }

    private static SourceClauses read(EndpointCall from, UnaryOperator<String> filled) {
        Map<String, String> given = from.given().stream()
                .collect(Collectors.toMap(
                        EndpointCall.Parameter::name, one -> filled.apply(one.value()), (first, second) -> second));
        String kinds = Arrays.stream(given.getOrDefault("kinds", "").split(",", -1))
                .map(String::strip)
                .map(word -> RunKind.of(word).map(RunKind::lower).orElse(word.toLowerCase(Locale.ROOT)))
                .collect(Collectors.joining(","));
        return new SourceClauses(
                from,
                Globs.of(given.getOrDefault("types", "dev.tekton.event.*")),
                Globs.of(kinds),
                Globs.ofPresent(given.getOrDefault("outcomes", "")));
    }

    /**
     * Whether an event comes in.
     *
     * @param outcome empty where it has none
     */
    public boolean take(String type, String kind, String outcome) {
        return types.matches(type) && kinds.matches(kind) && outcomes.matches(outcome);
    }

    private static RouteStep route(RouteStep step) {
        List<RouteStep> path = step.path();
        return path.get(path.size() - 1);
    }
}
