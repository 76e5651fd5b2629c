package io.github.tektoncourier.routes.check.file;

import java.util.Objects;
import java.util.Optional;
import org.apache.camel.Exchange;

/** The decisions of a route that stand between its source and a step: {@code filter}, {@code when}, {@code otherwise}. */
public final class StepDecisions {

    private final SinkFileModel model;
    private final Decider decider;

    public StepDecisions(SinkFileModel model, Decider decider) {
        this.model = model;
        this.decider = decider;
    }

    /** Takes a decision. */
    @FunctionalInterface
    public interface Decider {

        /** What an expression says of an event; empty where it cannot be evaluated here. */
        Optional<Boolean> decides(ExpressionUse use, Exchange exchange);
    }

    /**
     * Whether all decisions let an event through to a step.
     *
     * @param unknown what one that cannot be evaluated says; an earlier branch of a {@code choice} then takes nothing
     */
    public boolean pass(RouteStep step, Exchange exchange, boolean unknown) {
        for (RouteStep above = step.above(); above != null; above = above.above()) {
            RouteStep at = above;
            if (at.name().equals("filter") || at.name().equals("when")) {
                if (!decision(at).flatMap(use -> decider.decides(use, exchange)).orElse(unknown)) {
                    return false;
                }
            } else if (at.name().equals("otherwise") || at.name().equals("choice")) {
                RouteStep choice = at.name().equals("choice") ? at : Objects.requireNonNull(at.above());
                if (taken(choice, step, exchange)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether an earlier branch takes the event. */
    private boolean taken(RouteStep choice, RouteStep step, Exchange exchange) {
        return model.expressions().stream()
                .filter(use -> use.step().name().equals("when")
                        && choice.equals(use.step().above()))
                .filter(use -> !step.path().contains(use.step()) && !step.equals(use.step()))
                .filter(use -> YamlNodes.line(use.step().at()) < YamlNodes.line(step.at()))
                .anyMatch(use -> decider.decides(use, exchange).orElse(false));
    }

    private Optional<ExpressionUse> decision(RouteStep step) {
        return model.expressions().stream()
                .filter(use -> use.step().equals(step))
                .findFirst();
    }
}
