package io.github.tektoncourier.routes.check;

import io.github.tektoncourier.cel.CelSyntaxException;
import io.github.tektoncourier.cel.RunFields;
import io.github.tektoncourier.routes.check.file.ExpressionUse;
import io.github.tektoncourier.routes.check.file.Findings;
import io.github.tektoncourier.routes.check.file.RouteStep;
import io.github.tektoncourier.routes.check.file.SinkFileModel;
import io.github.tektoncourier.routes.check.file.YamlNodes;
import io.github.tektoncourier.routes.check.grammar.CamelVersion;
import io.github.tektoncourier.routes.check.grammar.Components;
import io.github.tektoncourier.routes.check.grammar.GrammarCheck;
import io.github.tektoncourier.routes.check.jq.JqCheck;
import io.github.tektoncourier.routes.check.placeholder.Placeholders;
import io.github.tektoncourier.text.LogText;
import io.github.tektoncourier.text.Nearest;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Predicate;
import org.apache.camel.language.simple.types.SimpleIllegalSyntaxException;
import org.apache.camel.spi.Language;
import org.apache.camel.support.DefaultExchange;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/** Compiles each expression, and says where its language or data format is not on board. */
public final class ExpressionCheck {

    static final String EMPTY = "The expression in ";
    static final String NO_FORMAT = "There is no data format ";

    private static final Set<String> COMPILED = Set.of("simple", "jsonpath", "jq", "cel");
    private static final Pattern JQ_LINE = Pattern.compile("at line (\\d{1,4}), column");
    private static final Set<String> CONVERTS = Set.of("convertBodyTo", "convertHeaderTo", "convertVariableTo");
    private static final Set<String> FORMATS = Set.of("marshal", "unmarshal");
    private static final Set<String> NO_FORMATS =
            Set.of("id", "description", "note", "disabled", "allowNullBody", "variableReceive", "variableSend");

    private final Findings findings;
    private final CamelContext context;
    private final Placeholders placeholders;
    private final JqCheck jq;

    public ExpressionCheck(Findings findings, CamelContext context, Placeholders placeholders, JqCheck jq) {
        this.jq = jq;
        this.findings = findings;
        this.context = context;
        this.placeholders = placeholders;
    }

    public void check(SinkFileModel model) {
        for (ExpressionUse use : model.expressions()) {
            if (onBoard(use) && COMPILED.contains(use.language()) && !findings.errorAt(use.line(0))) {
                compile(use);
            }
        }
        model.steps().forEach(this::type);
        model.steps().stream().filter(step -> FORMATS.contains(step.name())).forEach(this::format);
    }

    /** The class that a step converts to. */
    private void type(RouteStep step) {
        step.text("type")
                .filter(name -> CONVERTS.contains(step.name()) && !name.contains("{{"))
                .filter(name -> context.getClassResolver().resolveClass(name) == null)
                .ifPresent(name -> findings.error(
                        step.where("type"),
                        "There is no class " + LogText.line(name, 80) + ". Write String, byte[], or a class with its"
                                + " package."));
    }

    private boolean onBoard(ExpressionUse use) {
        String name = use.language().equals("method") ? "bean" : use.language();
        if (Set.of("language", "ref", "tokenize", "constant").contains(name) || Components.onBoard("language", name)) {
            return true;
        }
        missing(use.at(), "language", name, "language");
        return false;
    }

    private void format(RouteStep step) {
        if (step.value() instanceof MappingNode map) {
            for (NodeTuple tuple : map.getValue()) {
                String key = GrammarCheck.canonical(String.valueOf(YamlNodes.text(tuple.getKeyNode())));
                if (!NO_FORMATS.contains(key)) {
                    String name = format(key, tuple.getValueNode());
                    if (!key.equals("custom") && !Components.onBoard("dataformat", name)) {
                        missing(tuple.getKeyNode(), "dataformat", name, "data format");
                    }
                }
            }
        }
    }

    /** The steps name some formats otherwise than Camel's registry does. */
    private static String format(String key, Node value) {
        String library = YamlNodes.text(YamlNodes.child(value, "library"));
        String type = YamlNodes.text(YamlNodes.child(value, "type"));
        return switch (key) {
            case "json" -> library == null ? "jackson" : decapitalized(library);
            case "protobuf", "avro" -> library == null ? key : decapitalized(library);
            case "yaml" -> "snakeYaml";
            case "bindy" -> "bindy" + (type == null ? "Csv" : type);
            default -> key;
        };
    }

    private static String decapitalized(String name) {
        return name.isEmpty() ? name : Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    private void missing(Node at, String kind, String name, String called) {
        if (Components.names(kind).contains(name)) {
            findings.error(
                    at,
                    "The " + called + " " + name + " is not on board. Put "
                            + Components.artifact(kind, name).orElse("its jar") + "-" + CamelVersion.text()
                            + ".jar and the jars that it needs into the folder extensions beside the launcher; see"
                            + " \"Rules for sink files\" in docs/sinks.md.");
        } else {
            Set<String> likely = new TreeSet<>(Components.names(kind));
            findings.error(
                    at,
                    "There is no " + called + " " + LogText.line(name, 60) + "." + Nearest.hint(name, likely)
                            + " Correct its name.");
        }
    }

    /** Where a line of an expression begins, the first is 1. */
    private static int lineBegin(ExpressionUse use, int line) {
        int index = 0;
        for (int i = line; i > 1; i--) {
            index = use.expression().indexOf('\n', index) + 1;
        }
        return index;
    }

    private void compile(ExpressionUse use) {
        if (use.empty() || use.expression().isBlank()) {
            findings.error(use.at(), EMPTY + use.language() + " is empty. Write it behind its language.");
            return;
        }
        String filled;
        try {
            filled = use.filled(placeholders);
        } catch (IllegalArgumentException e) {
            return; // ValueCheck says so
        }
        try {
            Language language = context.resolveLanguage(use.language());
            if (use.predicate()) {
                Predicate predicate = language.createPredicate(filled);
                predicate.init(context);
                use(use, () -> predicate.matches(anyEvent()));
            } else {
                Expression expression = language.createExpression(filled);
                expression.init(context);
                use(use, () -> expression.evaluate(anyEvent(), Object.class));
            }
            if (use.language().equals("cel")) {
                RunFields.unknown(filled)
                        .forEach(field -> findings.warn(
                                use.line(lineBegin(use, field.line())), "cel: " + field.what() + " Check its name."));
            }
            if (use.language().equals("jq")) {
                jq.missing(filled)
                        .ifPresent(missing ->
                                findings.error(use.line(use.expression().indexOf(missing.token())), missing.what()));
            }
        } catch (SimpleIllegalSyntaxException e) {
            int index = filled.equals(use.expression()) ? e.getIndex() : 0;
            findings.error(use.line(index), said(use, first(e)) + operators(use));
        } catch (RuntimeException e) {
            Throwable reason = e;
            while (reason.getCause() != null && reason.getCause() != reason) {
                reason = reason.getCause();
            }
            int place =
                    reason instanceof CelSyntaxException cel ? lineBegin(use, cel.line()) : place(use, first(reason));
            findings.error(use.line(place), said(use, first(reason)) + " Correct it there.");
        }
    }

    /** Where jq says that it stopped. */
    private static int place(ExpressionUse use, String reason) {
        Matcher line = JQ_LINE.matcher(reason);
        return lineBegin(use, line.find() ? Integer.parseInt(line.group(1)) : 1);
    }

    /** A path is compiled at its first use only; whether this event has what it asks for does not matter here. */
    private static void use(ExpressionUse use, Runnable once) {
        if (!use.language().equals("jsonpath")) {
            return;
        }
        try {
            once.run();
        } catch (RuntimeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause.getClass().getSimpleName().equals("InvalidPathException")) {
                    throw e;
                }
            }
        }
    }

    private Exchange anyEvent() {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody("{\"taskRun\":{}}");
        return exchange;
    }

    private static String said(ExpressionUse use, String reason) {
        String expression = LogText.line(use.expression().strip(), 200);
        String why = reason.replaceFirst("\\.*$", "");
        return "The expression \"" + expression + "\" does not compile in " + use.language()
                + (why.isBlank() ? "" : ": " + why) + (why.endsWith("?") ? "" : ".");
    }

    private static String operators(ExpressionUse use) {
        return use.predicate()
                ? " Correct it there: a value of the event is ${header.NAME}, a text stands in quotes, and operators have"
                        + " blanks around them."
                : " Correct it there.";
    }

    private static String first(Throwable e) {
        return e.getMessage() == null
                ? e.getClass().getSimpleName()
                : LogText.line(e.getMessage().lines().findFirst().orElse("").strip(), 200);
    }
}
