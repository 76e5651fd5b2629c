package io.github.tektoncourier.routes.check;

import java.util.ArrayList;
import java.util.List;

/** What stands in a sink file: its steps, addresses and expressions in the order of the file. */
final class SinkFileModel {

    private final List<Step> steps = new ArrayList<>();
    private final List<EndpointCall> calls = new ArrayList<>();
    private final List<ExpressionUse> expressions = new ArrayList<>();

    void add(Step step) {
        steps.add(step);
    }

    void add(EndpointCall call) {
        calls.add(call);
    }

    void add(ExpressionUse expression) {
        expressions.add(expression);
    }

    List<Step> steps() {
        return steps;
    }

    List<EndpointCall> calls() {
        return calls;
    }

    List<ExpressionUse> expressions() {
        return expressions;
    }
}
