package io.github.tektoncourier.routes.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What stands in a sink file: its steps, addresses and expressions in the order of the file. */
final class SinkFileModel {

    private final Map<String, Integer> ids = new HashMap<>();
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

    /** Ids of routes and steps with their lines. */
    Map<String, Integer> ids() {
        return ids;
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
