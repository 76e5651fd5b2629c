package io.github.tektoncourier.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelErrorCode;
import dev.cel.common.CelIssue;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelVariableResolver;
import io.github.tektoncourier.text.LogText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A compiled expression. Immutable; any number of threads can evaluate it. */
public final class CelProgram {

    private static final Set<CelErrorCode> MISSING =
            Set.of(CelErrorCode.ATTRIBUTE_NOT_FOUND, CelErrorCode.INDEX_OUT_OF_BOUNDS);

    private final CelRuntime.Program program;
    private final CelType type;
    private final @Nullable Function<CelEvent, Truth> plain;
    private final boolean whole;

    private CelProgram(CelRuntime.Program program, CelAbstractSyntaxTree tree) {
        this.program = program;
        this.type = tree.getResultType();
        this.plain = AttributeCondition.partOf(tree.getExpr()).orElse(null);
        this.whole = AttributeCondition.of(tree.getExpr()).isPresent();
    }

    /**
     * Compiles an expression.
     *
     * @throws CelSyntaxException says what is wrong in it and where, with the nearest name that there is
     */
    public static CelProgram compile(String expression) {
        CelAbstractSyntaxTree tree = tree(expression);
        try {
            return new CelProgram(CelEnvironment.RUNTIME.createProgram(tree), tree);
        } catch (CelEvaluationException e) {
            throw new CelSyntaxException(1, LogText.line(String.valueOf(e.getMessage()), 200));
        }
    }

    /**
     * Compiles a condition.
     *
     * @throws CelSyntaxException as {@link #compile}, and where it cannot be true or false
     */
    public static CelProgram condition(String expression) {
        CelProgram compiled = compile(expression);
        if (!compiled.type.equals(SimpleType.BOOL) && !compiled.type.equals(SimpleType.DYN)) {
            throw new CelSyntaxException(1, "it is a " + compiled.type.name() + ", and a condition is true or false");
        }
        return compiled;
    }

    static CelAbstractSyntaxTree tree(String expression) {
        CelValidationResult result = CelEnvironment.COMPILER.compile(expression);
        try {
            if (result.hasError()) {
                CelIssue first = result.getErrors().get(0);
                throw new CelSyntaxException(
                        Math.max(1, first.getSourceLocation().getLine()), CelWords.of(first.getMessage()));
            }
            CelAbstractSyntaxTree tree = result.getAst();
            AttributeNames.check(tree);
            return tree;
        } catch (CelValidationException e) {
            throw new CelSyntaxException(1, LogText.line(String.valueOf(e.getMessage()), 200));
        }
    }

    /**
     * The value for an event, as plain Java: texts, numbers, truth, byte arrays, instants; JSON text for maps and lists;
     * null for null.
     *
     * @throws CelFailedException where there is none
     */
    public @Nullable Object evaluate(CelEvent event) {
        Object value = run(event);
        if (value instanceof NullValue) {
            return null;
        }
        if (value instanceof Map<?, ?> || value instanceof List<?>) {
            return JsonWriter.write(value);
        }
        return value instanceof CelByteString bytes ? bytes.toByteArray() : value;
    }

    /**
     * Whether a condition holds. One that reads what the event lacks does not.
     *
     * @throws CelFailedException where it is neither true nor false
     */
    public boolean holds(CelEvent event) {
        Truth known = plain == null ? Truth.TRUE : plain.apply(event);
        return known != Truth.FALSE && (whole ? known == Truth.TRUE : interpreted(event));
    }

    /** Whether plain Java decides instead of the interpreter. */
    boolean isPlain() {
        return whole;
    }

    /** The same by dev.cel. */
    boolean interpreted(CelEvent event) {
        Object value;
        try {
            value = run(event);
        } catch (CelFailedException e) {
            if (e.missing()) {
                return false;
            }
            throw e;
        }
        if (value instanceof Boolean truth) {
            return truth;
        }
        throw new CelFailedException("the condition is neither true nor false for this event", false);
    }

    private Object run(CelEvent event) {
        Effort.begin();
        try {
            return program.eval(new Variables(event));
        } catch (CelEvaluationException e) {
            throw failed(e);
        }
    }

    private static CelFailedException failed(CelEvaluationException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CelFailedException own) {
                return own;
            }
        }
        String said = LogText.line(
                String.valueOf(e.getMessage()).replaceFirst("^evaluation error at <input>:[0-9]+: ", ""), 200);
        return new CelFailedException(said, MISSING.contains(e.getErrorCode()));
    }

    /** What one evaluation sees. A macro asks for its variables in each round. */
    private static final class Variables implements CelVariableResolver {
        private final CelEvent event;
        private @Nullable Object run;

        Variables(CelEvent event) {
            this.event = event;
        }

        @Override
        public Optional<Object> find(String name) {
            return switch (name) {
                case CelEnvironment.EVENT -> Optional.of(new EventFields(event));
                case CelEnvironment.ATTRIBUTES -> Optional.of(new AttributeMap(event));
                case CelEnvironment.RUN -> Optional.of(run());
                default -> Optional.empty();
            };
        }

        private Object run() {
            Object known = run;
            if (known == null) {
                known = event.run();
                run = known;
            }
            return known;
        }
    }
}
