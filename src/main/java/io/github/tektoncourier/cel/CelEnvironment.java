package io.github.tektoncourier.cel;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import dev.cel.common.CelOptions;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelMacro;
import dev.cel.parser.CelMacroExprFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelStandardFunctions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The variables, functions and limits that all expressions have. */
final class CelEnvironment {

    static final String EVENT = "event";
    static final String ATTRIBUTES = "attributes";
    static final String RUN = "run";

    /** All rounds of all macros together: a run has some hundreds of tasks at most. */
    private static final int ROUNDS = 10_000;

    private static final CelOptions OPTIONS = CelOptions.current()
            .maxExpressionCodePointSize(20_000)
            .maxParseRecursionDepth(100)
            .comprehensionMaxIterations(ROUNDS)
            .enableHeterogeneousNumericComparisons(true)
            .evaluateCanonicalTypesToNativeValues(true)
            .build();

    /** Functions and overloads of CEL's own that make texts or read them without counting: ours stand in their place, or none. */
    private static final Set<String> UNCOUNTED = Set.of("MATCHES", "BYTES", "ADD_STRING", "CONTAINS_STRING");

    private static final CelFunctions FUNCTIONS = new CelFunctions();

    static final CelCompiler COMPILER = CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setTypeProvider(new Types())
            .addMacros(macros())
            .addVar(EVENT, EventFields.TYPE)
            .addVar(ATTRIBUTES, MapType.create(SimpleType.STRING, SimpleType.STRING))
            .addVar(RUN, SimpleType.DYN)
            .addFunctionDeclarations(FUNCTIONS.declarations())
            .build();

    static final CelRuntime RUNTIME = CelRuntimeFactory.standardCelRuntimeBuilder()
            .setOptions(OPTIONS)
            .setStandardEnvironmentEnabled(false)
            .setStandardFunctions(CelStandardFunctions.newBuilder()
                    .filterFunctions((function, overload) ->
                            !UNCOUNTED.contains(function.name()) && !UNCOUNTED.contains(overload.toString()))
                    .build())
            .addFunctionBindings(FUNCTIONS.bindings())
            .build();

    private CelEnvironment() {}

    private static List<CelMacro> macros() {
        List<CelMacro> macros = new ArrayList<>();
        for (CelStandardMacro one : CelStandardMacro.STANDARD_MACROS) {
            if (one != CelStandardMacro.HAS) {
                macros.add(one.getDefinition());
            }
        }
        macros.add(CelMacro.newGlobalMacro("has", 1, (factory, target, arguments) -> has(factory, arguments)));
        return macros;
    }

    /** A field of {@code event} always has a value, so whether it is there is asked of {@code attributes}. */
    private static Optional<CelExpr> has(CelMacroExprFactory factory, ImmutableList<CelExpr> arguments) {
        CelExpr field = arguments.get(0);
        if (field.exprKind().getKind() != CelExpr.ExprKind.Kind.SELECT) {
            return Optional.of(factory.reportError("has takes a field, as has(run.spec.params)"));
        }
        CelExpr.CelSelect select = field.select();
        CelExpr of = select.operand();
        boolean event = of.exprKind().getKind() == CelExpr.ExprKind.Kind.IDENT
                && of.ident().name().equals(EVENT);
        return Optional.of(
                event
                        ? factory.newGlobalCall(
                                "@in", factory.newStringLiteral(select.field()), factory.newIdentifier(ATTRIBUTES))
                        : factory.newSelect(of, select.field(), true));
    }

    /** Beside CEL's own types there is one. */
    private static final class Types implements CelTypeProvider {
        @Override
        public ImmutableCollection<CelType> types() {
            return ImmutableList.of(EventFields.TYPE);
        }

        @Override
        public Optional<CelType> findType(String name) {
            return name.equals(EventFields.TYPE.name()) ? Optional.of(EventFields.TYPE) : Optional.empty();
        }
    }
}
