package io.github.tektoncourier.routes.check.jq;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.github.tektoncourier.text.Nearest;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;

/**
 * Finds functions and variables that a jq program uses and that are not there. jq itself looks for them when it comes to
 * them, which may be at the one run that a branch is for.
 */
public final class JqCheck {

    private static final Set<String> WORDS = Set.of(
            "def", "if", "then", "elif", "else", "end", "and", "or", "as", "reduce", "foreach", "try", "catch", "label",
            "break", "import", "include", "module", "true", "false", "null", "__loc__");
    private static final Set<String> FORMATS =
            Set.of("@text", "@json", "@csv", "@tsv", "@html", "@uri", "@sh", "@base64", "@base64d");
    private static final Set<String> MODULES = Set.of("import", "include");
    private static final String ENVIRONMENT =
            " cannot be read here: what it holds would show in logs. Write {{env:NAME}} where a value of it belongs.";

    private final CamelContext context;
    private @Nullable Set<String> functions;

    public JqCheck(CamelContext context) {
        this.context = context;
    }

    /**
     * A name that is not there.
     *
     * @param token as the program has it
     */
    public record Missing(String token, String what) {}

    /** Asks jq itself at first use, so that functions of jars in {@code extensions} count. */
    private Set<String> functions() {
        if (functions == null) {
            functions = builtins();
        }
        return functions;
    }

    private Set<String> builtins() {
        Expression builtins = context.resolveLanguage("jq").createExpression("builtins");
        builtins.init(context);
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(NullNode.getInstance());
        Set<String> names = new HashSet<>();
        builtins.evaluate(exchange, JsonNode.class)
                .forEach(name -> names.add(name.asText().replaceFirst("/.*", "")));
        return names;
    }

    /**
     * The first name in a program that is not there.
     *
     * @param program one that jq takes
     */
    public Optional<Missing> missing(String program) {
        List<String> tokens = JqTokens.of(program);
        Set<String> defined = defined(tokens);
        Set<String> variables = variables(tokens);
        Keys keys = new Keys();
        for (int i = 0; i < tokens.size(); i++) {
            String token = tokens.get(i);
            boolean key = keys.next(token);
            Optional<String> problem = token.startsWith("$") && !key
                    ? variable(token, variables)
                    : token.startsWith("@") ? format(token) : key ? Optional.empty() : name(token, defined);
            if (problem.isPresent()) {
                return problem.map(what -> new Missing(token, what));
            }
        }
        return Optional.empty();
    }

    /** What a program uses: functions, words of the language, variables, formats and signs, without names of members. */
    static List<String> used(String program) {
        Keys keys = new Keys();
        return JqTokens.of(program).stream().filter(token -> !keys.next(token)).toList();
    }

    private Optional<String> name(String token, Set<String> defined) {
        if (MODULES.contains(token)) {
            return Optional.of("There are no modules for jq's " + token + ". Write the functions into the program.");
        }
        if (!token.matches("[A-Za-z_].*")
                || WORDS.contains(token)
                || defined.contains(token)
                || functions().contains(token)) {
            return Optional.empty();
        }
        return Optional.of(
                switch (token) {
                    case "env" -> "jq's env" + ENVIRONMENT;
                    case "input", "inputs", "input_filename", "input_line_number" ->
                        "jq's " + token + " has nothing to read: the one input is the body. Write . for it.";
                    default ->
                        "jq has no function " + token + "." + Nearest.hint(token, new TreeSet<>(functions()))
                                + " A field is ." + token + ", a text stands in quotes.";
                });
    }

    private static Optional<String> format(String token) {
        return FORMATS.contains(token)
                ? Optional.empty()
                : Optional.of("jq has no format " + token + "." + Nearest.hint(token, new TreeSet<>(FORMATS)));
    }

    private static Optional<String> variable(String token, Set<String> variables) {
        if (variables.contains(token) || token.equals("$__loc__")) {
            return Optional.empty();
        }
        String name = token.substring(1);
        return Optional.of(
                name.equals("ENV")
                        ? "jq's $ENV" + ENVIRONMENT
                        : "jq has no variable " + token + " here. A variable of the route is variable(\"" + name
                                + "\"); one of jq begins with: as " + token + " |");
    }

    /** The functions that the program defines, and what they are given. */
    private static Set<String> defined(List<String> tokens) {
        Set<String> defined = new HashSet<>();
        for (int i = 0; i + 1 < tokens.size(); i++) {
            if (tokens.get(i).equals("def")) {
                defined.add(tokens.get(i + 1));
                for (int j = i + 2; j < tokens.size() && !tokens.get(j).equals(":"); j++) {
                    defined.add(tokens.get(j).replace("$", ""));
                }
            }
        }
        return defined;
    }

    private static Set<String> variables(List<String> tokens) {
        Set<String> variables = new HashSet<>();
        boolean pattern = false;
        for (int i = 0; i < tokens.size(); i++) {
            String token = tokens.get(i);
            if (token.equals("as") || token.equals("def") || token.equals("label")) {
                pattern = true;
            } else if (token.equals("|") || (token.equals(":") && variablesEnd(tokens, i))) {
                pattern = false;
            } else if (pattern && token.startsWith("$")) {
                variables.add(token);
            }
        }
        return variables;
    }

    /** Whether a colon ends what a function is given; in a pattern such as {@code {a: $x}} it does not. */
    private static boolean variablesEnd(List<String> tokens, int at) {
        int back = at - 1;
        while (back > 0 && !Set.of("def", "as", "|").contains(tokens.get(back))) {
            back--;
        }
        return back >= 0 && tokens.get(back).equals("def");
    }

    /** Tells the names of an object's members from functions. */
    private static final class Keys {
        private final StringBuilder open = new StringBuilder();
        private String before = "";

        /** Takes the next token, and says whether it is a member's name, or a variable that stands for one. */
        boolean next(String token) {
            boolean member = open.length() > 0
                    && open.charAt(open.length() - 1) == '{'
                    && (before.equals("{") || before.equals(","));
            if (token.matches("[({\\[]")) {
                open.append(token);
            } else if (token.matches("[)}\\]]") && open.length() > 0) {
                open.setLength(open.length() - 1);
            }
            before = token;
            return member && token.matches("[A-Za-z_].*");
        }
    }
}
