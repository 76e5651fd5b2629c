package io.github.tektoncourier.routes.check;

import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** The jq programs that Kamelets of the courier are given: they are checked as those of steps are. */
final class KameletPrograms {

    private KameletPrograms() {}

    /** Adds them to the expressions of a file, once. */
    static void addTo(SinkFileModel model, Kamelets kamelets) {
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
    private static EndpointCall of(Step step) {
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
