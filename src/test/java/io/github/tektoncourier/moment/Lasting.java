package io.github.tektoncourier.moment;

import io.github.tektoncourier.run.Run;
import java.util.List;

/** Which of a snapshot's moments every later one must prove, too. */
final class Lasting {

    private Lasting() {}

    static List<String> keys(Run run) {
        return MomentTypes.TABLE.stream()
                .filter(row -> row.endurance() == Endurance.LASTING && row.type(run.kind()) != null)
                .flatMap(row -> row.proof().apply(run).stream()
                        .map(seen -> row.moment("type", seen).key()))
                .toList();
    }
}
