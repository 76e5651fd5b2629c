package io.github.tektoncourier.moment;

import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One row of the event contract's tables: for which kinds, under which name, and what in a snapshot proves it. A new
 * type is a new row in {@link MomentTypes}.
 *
 * @param types CloudEvents type for each kind that has this moment
 * @param name first part of the key
 * @param proof finds all proofs in a snapshot, in the order in which they happened
 */
record MomentType(
        Map<RunKind, String> types, String name, Provability provability, Function<Run, List<MomentBuilder>> proof) {

    private static final String TEKTON = "dev.tekton.event.";
    private static final String OURS = "io.github.tektoncourier.";

    static MomentType tekton(
            Set<RunKind> kinds, String name, Provability provability, Function<Run, List<MomentBuilder>> proof) {
        return new MomentType(types(TEKTON, kinds, name), name, provability, proof);
    }

    static MomentType ours(
            Set<RunKind> kinds, String name, Provability provability, Function<Run, List<MomentBuilder>> proof) {
        return new MomentType(types(OURS, kinds, name), name, provability, proof);
    }

    Moment moment(RunKind kind, MomentBuilder seen) {
        String type = type(kind);
        if (type == null) {
            throw new IllegalArgumentException("No " + name + " of a " + kind.kind());
        }
        return seen.moment(name, type, provability);
    }

    @Nullable
    String type(RunKind kind) {
        return types.get(kind);
    }

    private static Map<RunKind, String> types(String prefix, Set<RunKind> kinds, String name) {
        Map<RunKind, String> types = new EnumMap<>(RunKind.class);
        kinds.forEach(kind -> types.put(kind, prefix + kind.lower() + "." + name + ".v1"));
        return types;
    }
}
