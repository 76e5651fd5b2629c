package io.github.tektoncourier.routes.check.event;

import io.github.tektoncourier.routes.check.file.EndpointCall;
import io.github.tektoncourier.routes.check.file.ExpressionUse;
import io.github.tektoncourier.routes.check.file.KameletUri;
import io.github.tektoncourier.routes.check.file.RouteStep;
import io.github.tektoncourier.routes.check.file.SinkFileModel;
import io.github.tektoncourier.routes.check.file.YamlNodes;
import java.util.Set;
import java.util.stream.Stream;

/** Whether the body is still an event's data where an expression looks into it. */
public final class BodyShape {

    private static final Set<String> RESHAPING = Set.of(
            "setBody",
            "transform",
            "unmarshal",
            "marshal",
            "split",
            "enrich",
            "pollEnrich",
            "poll",
            "bean",
            "process",
            "script",
            "convertBodyTo",
            "transformDataType");

    /** Components that leave a body of their own; what goes to another process comes back as it was. */
    private static final Set<String> INSIDE = Set.of("bean", "class", "language", "dataformat", "direct");

    private static final String FORMAT = "tekton-format-action";

    private BodyShape() {}

    /** Whether it may be another than the event's data by then. */
    public static boolean changed(SinkFileModel model, ExpressionUse use) {
        int line = YamlNodes.line(use.step().at());
        boolean divided = !model.calls().stream()
                .filter(call -> call.step().name().equals("from"))
                .filter(call ->
                        call.step().above() != null && call.step().above().equals(last(use.step())))
                .allMatch(call -> call.uri().matches("(kamelet:/*tekton-events-source|journal:).*"));
        return Stream.concat(
                        model.steps().stream().filter(BodyShape::reshapes),
                        model.calls().stream().filter(BodyShape::reshapes).map(EndpointCall::step))
                .anyMatch(step -> divided
                        || YamlNodes.line(step.at()) < line
                        || (use.step().path().contains(step) && !step.equals(use.step())));
    }

    private static RouteStep last(RouteStep step) {
        return step.path().get(step.path().size() - 1);
    }

    private static boolean reshapes(RouteStep step) {
        return RESHAPING.contains(step.name())
                || (step.name().equals("kamelet")
                        && !keeps(String.valueOf(YamlNodes.text(step.where("name")))
                                .concat(String.valueOf(YamlNodes.text(step.value())))));
    }

    private static boolean reshapes(EndpointCall call) {
        return !call.step().name().equals("from")
                && (INSIDE.contains(call.scheme())
                        || KameletUri.parse(call.uri())
                                .filter(uri -> !keeps(uri.name()))
                                .isPresent());
    }

    /** A sink of the courier sends; what another Kamelet, or another format, makes of the body is not known. */
    private static boolean keeps(String kamelet) {
        return !kamelet.contains(FORMAT) && kamelet.matches("(cloudevents-|tekton-|http-json-).*");
    }
}
