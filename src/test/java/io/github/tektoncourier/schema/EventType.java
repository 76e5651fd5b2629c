package io.github.tektoncourier.schema;

import io.github.tektoncourier.moment.TypesOfMoments;
import io.github.tektoncourier.run.RunKind;
import java.util.Arrays;
import java.util.List;

/**
 * One type of event, taken apart.
 *
 * @param name the moment's, such as {@code queued}
 */
record EventType(String type, RunKind kind, String name) {

    private static final String TEKTON = "dev.tekton.event.";

    /** Every type that the courier has, by its own table. */
    static List<EventType> all() {
        return TypesOfMoments.all().stream().map(EventType::of).toList();
    }

    static EventType of(String type) {
        String[] parts = type.split("\\.", -1);
        String lower = parts[parts.length - 3];
        RunKind kind = Arrays.stream(RunKind.values())
                .filter(candidate -> candidate.lower().equals(lower))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(type + " names no kind of run"));
        return new EventType(type, kind, parts[parts.length - 2]);
    }

    /** Whether Tekton has this type, too. */
    boolean byTekton() {
        return type.startsWith(TEKTON);
    }

    /** The definition's name and the root key of the data. */
    String key() {
        return kind.dataKey();
    }
}
