package io.github.tektoncourier.routes.check.file;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What stands in a sink file: its steps, addresses and expressions in the order of the file. */
public final class SinkFileModel {

    private final Map<String, Integer> ids = new HashMap<>();
    private final List<RouteStep> steps = new ArrayList<>();
    private final List<EndpointCall> calls = new ArrayList<>();
    private final List<ExpressionUse> expressions = new ArrayList<>();

    public void add(RouteStep step) {
        steps.add(step);
    }

    public void add(EndpointCall call) {
        calls.add(call);
    }

    public void add(ExpressionUse expression) {
        expressions.add(expression);
    }

    /** Ids of routes and steps with their lines. */
    public Map<String, Integer> ids() {
        return ids;
    }

    public List<RouteStep> steps() {
        return steps;
    }

    public List<EndpointCall> calls() {
        return calls;
    }

    public List<ExpressionUse> expressions() {
        return expressions;
    }
}
