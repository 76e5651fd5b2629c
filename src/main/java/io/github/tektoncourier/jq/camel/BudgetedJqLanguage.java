package io.github.tektoncourier.jq.camel;

import io.github.tektoncourier.jq.MeteredFunctions;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import net.thisptr.jackson.jq.Function;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Versions;
import org.apache.camel.Expression;
import org.apache.camel.language.jq.JqFunctions;
import org.apache.camel.support.SingleInputTypedLanguageSupport;

/** Camel's {@code jq} with a budget for each evaluation, for programs of tenants. Camel finds it by its name. */
public final class BudgetedJqLanguage extends SingleInputTypedLanguageSupport {

    /** What routes and Kamelets call it. */
    public static final String NAME = "courier-jq";

    private static final Scope FUNCTIONS = functions();

    /** Without Camel's functions for properties, variables and constants, which read what is no part of the event. */
    private static Scope functions() {
        Scope camel = Scope.newEmptyScope();
        JqFunctions.loadLocal(camel);
        Map<String, Function> header = new HashMap<>();
        header.put("header/1", Objects.requireNonNull(camel.getFunction("header", 1), "camel-jq has no header"));
        Scope scope = Scope.newEmptyScope();
        MeteredFunctions.load(scope, Versions.JQ_1_7, header);
        return scope;
    }

    @Override
    public Expression createExpression(Expression source, String program, Object[] properties) {
        BudgetedJq made = new BudgetedJq(Scope.newChildScope(FUNCTIONS), program);
        made.setResultType(property(Class.class, properties, 0, null));
        made.setSource(source);
        made.init(getCamelContext());
        return made;
    }
}
