package io.github.tektoncourier.routes.check.kamelet;

import io.github.tektoncourier.routes.check.file.EndpointCall;
import io.github.tektoncourier.routes.check.file.ExpressionUse;
import io.github.tektoncourier.routes.check.file.KameletUri;
import io.github.tektoncourier.routes.check.file.RouteStep;
import io.github.tektoncourier.routes.check.file.SinkFileModel;
import io.github.tektoncourier.routes.check.file.YamlNodes;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** The jq programs that Kamelets of the courier are given: they are checked as those of steps are. */
public final class KameletPrograms {

    private KameletPrograms() {}

    /** Adds them to the expressions of a file, once. */
    public static void addTo(SinkFileModel model, Kamelets kamelets) {
        List<EndpointCall> calls = new ArrayList<>(model.calls());
        model.steps().stream().filter(step -> step.name().equals("kamelet")).forEach(step -> calls.add(of(step)));
        calls.forEach(call -> KameletUri.parse(call.uri())
                .flatMap(uri -> kamelets.find(uri.name()))
                .filter(Kamelets.Parameters::original)
                .ifPresent(known -> call.given().stream()
                        .filter(parameter -> known.programs().contains(parameter.name()))
                        .map(parameter -> use(call, parameter))
                        .filter(use -> !model.expressions().contains(use))
                        .forEach(model::add)));
    }

    /** The step {@code kamelet} as an address. */
    private static EndpointCall of(RouteStep step) {
        Node name = step.value() instanceof ScalarNode ? step.value() : step.where("name");
        return new EndpointCall(
                step, name, "kamelet:" + YamlNodes.text(name), YamlNodes.child(step.value(), "parameters"));
    }

    private static ExpressionUse use(EndpointCall call, EndpointCall.Parameter parameter) {
        Node text = parameter.inline() ? null : YamlNodes.child(call.parameters(), parameter.name());
        Node program = text == null ? YamlNodes.scalar(parameter.at(), parameter.value()) : text;
        return new ExpressionUse(call.step(), "jq", parameter.at(), program, null, false);
    }
}
