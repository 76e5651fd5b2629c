package io.github.tektoncourier.routes.check.event;

import io.github.tektoncourier.routes.check.file.EndpointCall;
import io.github.tektoncourier.routes.check.file.ExpressionUse;
import io.github.tektoncourier.routes.check.file.Findings;
import io.github.tektoncourier.routes.check.file.RouteStep;
import io.github.tektoncourier.routes.check.file.SinkFileModel;
import io.github.tektoncourier.routes.check.file.SourceClauses;
import io.github.tektoncourier.routes.check.file.StepDecisions;
import io.github.tektoncourier.routes.check.placeholder.Placeholders;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;

/**
 * Warns of a route whose decisions let none of the recorded events through to a step that sends. Decisions about names of
 * the user's own (namespaces, pipelines, labels) are taken to let everything through.
 */
public final class RecordedRunsCheck {

    /** Attributes with words that are the same in every cluster. */
    private static final Pattern KNOWN =
            Pattern.compile("\\$\\{header\\.CamelCloudEvent(Type|Kind|Outcome|Reason|Attempt)}");

    /** An expression in CEL that reads nothing but these. */
    private static final Pattern CEL = Pattern.compile(
            "(?:(?!\\b(?:run|attributes|event)\\b).|\\bevent\\.(?:type|kind|outcome|reason|attempt)\\b)*+",
            Pattern.DOTALL);

    private static final Set<String> SENDS = Set.of("to", "toD", "kamelet", "wireTap");

    private final Findings findings;
    private final CamelContext context;
    private final Placeholders placeholders;

    public RecordedRunsCheck(Findings findings, CamelContext context, Placeholders placeholders) {
        this.findings = findings;
        this.context = context;
        this.placeholders = placeholders;
    }

    public void check(SinkFileModel model) {
        Map<EndpointCall, SourceClauses> sources = new LinkedHashMap<>();
        Map<EndpointCall, List<RouteStep>> sends = new LinkedHashMap<>();
        for (EndpointCall call : model.calls()) {
            if (SENDS.contains(call.step().name())) {
                SourceClauses.of(model, call.step(), this::filled).ifPresent(source -> {
                    sources.put(source.at(), source);
                    sends.computeIfAbsent(source.at(), any -> new ArrayList<>()).add(call.step());
                });
            }
        }
        sources.forEach((from, source) -> route(model, source, sends.getOrDefault(from, List.of())));
    }

    private void route(SinkFileModel model, SourceClauses source, List<RouteStep> sends) {
        List<Exchange> events = RecordedEvents.all().stream()
                .filter(event -> source.take(event.get("type"), event.get("kind"), event.get("outcome")))
                .map(this::exchange)
                .toList();
        StepDecisions decisions = new StepDecisions(model, this::decides);
        boolean through =
                sends.stream().anyMatch(send -> events.stream().anyMatch(event -> decisions.pass(send, event, true)));
        if (!events.isEmpty() && !through) {
            findings.warn(
                    source.at().step().at(),
                    "None of the " + events.size() + " events of the recorded runs that the source lets in comes to a"
                            + " step that sends. Look whether the filters can be true together, or try a run of yours:"
                            + " courier explain --run FILE.");
        }
    }

    private Exchange exchange(RecordedEvents.Recorded event) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(event.data());
        exchange.getMessage().setHeaders(event.headers());
        return exchange;
    }

    private Optional<Boolean> decides(ExpressionUse use, Exchange exchange) {
        String text = use.expression();
        boolean known = (use.language().equals("cel") && CEL.matcher(text).matches())
                || (use.language().equals("simple")
                        && !KNOWN.matcher(text).replaceAll("").contains("${"));
        if (!known) {
            return Optional.empty();
        }
        try {
            return Optional.of(context.resolveLanguage(use.language())
                    .createPredicate(filled(text))
                    .matches(exchange));
        } catch (RuntimeException e) {
            return Optional.empty(); // another check says what is wrong with it
        }
    }

    private String filled(String text) {
        try {
            return placeholders.fill(text).orElse("");
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
