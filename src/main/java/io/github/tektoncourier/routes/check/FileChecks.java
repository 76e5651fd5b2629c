package io.github.tektoncourier.routes.check;

import io.github.tektoncourier.routes.check.event.BareRunCheck;
import io.github.tektoncourier.routes.check.event.ComparisonCheck;
import io.github.tektoncourier.routes.check.event.EventReferenceCheck;
import io.github.tektoncourier.routes.check.event.ForeignSpellingCheck;
import io.github.tektoncourier.routes.check.event.JsonBodyCheck;
import io.github.tektoncourier.routes.check.event.RecordedRunsCheck;
import io.github.tektoncourier.routes.check.file.Findings;
import io.github.tektoncourier.routes.check.file.Problem;
import io.github.tektoncourier.routes.check.file.SinkFileModel;
import io.github.tektoncourier.routes.check.file.YamlNodes;
import io.github.tektoncourier.routes.check.grammar.SinkRules;
import io.github.tektoncourier.routes.check.jq.JqCheck;
import io.github.tektoncourier.routes.check.kamelet.KameletCheck;
import io.github.tektoncourier.routes.check.kamelet.KameletPrograms;
import io.github.tektoncourier.routes.check.kamelet.KameletRules;
import io.github.tektoncourier.routes.check.kamelet.KameletUse;
import io.github.tektoncourier.routes.check.kamelet.Kamelets;
import io.github.tektoncourier.routes.check.placeholder.Placeholders;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.support.DefaultExchange;
import org.snakeyaml.engine.v2.nodes.Node;

/** All checks of a sink file that need no route to be built. The service and {@code courier validate} share them. */
public final class FileChecks {

    private final CamelContext context;
    private final Kamelets kamelets;
    private final Placeholders placeholders;
    private final Set<String> keys;
    private final JqCheck jq;

    /**
     * Checks files for a context.
     *
     * @param context knows the languages
     * @param keys of the settings, for what a misspelt placeholder may mean
     */
    public FileChecks(CamelContext context, Kamelets kamelets, Placeholders placeholders, Set<String> keys) {
        this.context = context;
        this.kamelets = kamelets;
        this.placeholders = placeholders;
        this.keys = Set.copyOf(keys);
        this.jq = new JqCheck(context);
    }

    private FileChecks(FileChecks like, Placeholders placeholders) {
        this.context = like.context;
        this.kamelets = like.kamelets;
        this.placeholders = placeholders;
        this.keys = Set.of();
        this.jq = like.jq;
    }

    /** The same with other placeholders, for files that may read no settings. */
    public FileChecks with(Placeholders others) {
        return new FileChecks(this, others);
    }

    /**
     * What is wrong with a file, line by line.
     *
     * @param rules read from it
     * @param uses the calls of Kamelets in it
     * @param calls what is wrong with these calls
     * @param elsewhere what the routes of other files begin with ({@link #consumers})
     */
    public List<Problem> of(
            String file, SinkRules rules, List<KameletUse> uses, List<Problem> calls, Set<String> elsewhere) {
        boolean capital = rules.grammarProblems().stream()
                .anyMatch(problem -> problem.what().contains("Did you mean id?"));
        List<Problem> problems = rules.problems().stream()
                .filter(problem -> !capital || !problem.what().startsWith(SinkRules.NO_ID))
                .collect(Collectors.toCollection(ArrayList::new));
        problems.addAll(rules.grammarProblems());
        boolean misplaced = !rules.grammarProblems().isEmpty()
                || commented(file, rules)
                || calls.stream()
                        .map(Problem::what)
                        .anyMatch(what -> what.contains(KameletRules.UNKNOWN) || what.contains(KameletRules.NOT_TEXT));
        calls.stream()
                .filter(problem -> !misplaced || !problem.what().contains(KameletRules.NEEDS))
                .forEach(problems::add);
        Findings findings = new Findings(file);
        SinkFileModel model = rules.model();
        KameletPrograms.addTo(model, kamelets);
        ValueCheck values = new ValueCheck(findings, placeholders, keys);
        rules.routes().stream().filter(this::on).forEach(values::check);
        values.oneLine(model);
        values.comments(rules.content());
        new EndpointCheck(findings, placeholders, kamelets).check(model, elsewhere);
        new KameletCheck(findings, kamelets, context)
                .check(uses, rules.routes().stream().allMatch(this::on));
        new EventReferenceCheck(findings, kamelets).check(model);
        new ComparisonCheck(findings).check(model);
        new ForeignSpellingCheck(findings).check(model);
        new ExpressionCheck(findings, context, placeholders, jq).check(model);
        new BareRunCheck(findings, context, placeholders).check(model);
        new JsonBodyCheck(findings).check(model);
        new CautionCheck(findings, kamelets, placeholders).check(model, uses);
        if (Stream.concat(findings.all().stream(), problems.stream()).noneMatch(Problem::error)) {
            new RecordedRunsCheck(findings, context, placeholders).check(model);
        }
        findings.all().stream()
                .filter(problem -> problems.stream().noneMatch(known -> said(known, problem)))
                .filter(problem -> !misplaced || !problem.what().contains(KameletCheck.NEEDS_ONE))
                .forEach(problems::add);
        problems.sort(Comparator.comparingInt(Problem::line));
        return problems;
    }

    /** What the routes of a file begin with: another file may send to them by {@code direct:}. */
    public Set<String> consumers(SinkRules rules) {
        return new EndpointCheck(new Findings(""), placeholders, kamelets).consumers(rules.model());
    }

    /** Whether a value is missing only because YAML takes it for a comment. */
    private boolean commented(String file, SinkRules rules) {
        Findings comments = new Findings(file);
        new ValueCheck(comments, placeholders, keys).comments(rules.content());
        return !comments.all().isEmpty();
    }

    /** Whether an error at the same line makes another one needless. */
    private static boolean said(Problem known, Problem other) {
        return known.line() == other.line()
                && (known.what().equals(other.what())
                        || other.what().startsWith(ExpressionCheck.EMPTY)
                        || other.what().startsWith(ExpressionCheck.NO_FORMAT));
    }

    /** Whether the route's precondition lets it start; what it lacks is no fault where it does not. */
    public boolean on(Node route) {
        String precondition = YamlNodes.text(YamlNodes.child(route, "precondition"));
        if (precondition == null) {
            return true;
        }
        try {
            return context.resolveLanguage("simple")
                    .createPredicate(placeholders.fill(precondition).orElse(""))
                    .matches(new DefaultExchange(context));
        } catch (RuntimeException e) {
            return true; // Camel says what is wrong with it
        }
    }
}
