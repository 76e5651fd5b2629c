package io.github.tektoncourier.enrich;

import io.github.tektoncourier.run.Attempt;
import io.github.tektoncourier.run.KnownRun;
import io.github.tektoncourier.run.Run;
import java.util.List;
import java.util.Map;

/** A run of which nobody has the object: no JSON, so its events carry the core Event alone. */
final class BareRun {

    private static final byte[] NO_JSON = {};

    private BareRun() {}

    static Run of(KnownRun run) {
        return new Run(
                run.kind(),
                run.uid(),
                run.namespace(),
                run.name(),
                "",
                null,
                null,
                Map.of(),
                Map.of(),
                null,
                Attempt.NONE,
                List.of(),
                List.of(),
                0,
                NO_JSON);
    }
}
