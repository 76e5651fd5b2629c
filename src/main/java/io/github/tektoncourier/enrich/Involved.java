package io.github.tektoncourier.enrich;

import io.github.tektoncourier.run.Attempt;
import io.github.tektoncourier.run.KnownRun;
import io.github.tektoncourier.run.KubernetesEvent;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a core Event says of the run it is about. Whoever may create Events can write anything into it. */
final class Involved {

    private Involved() {}

    /** The run's kind, where the Event is about a run that an API server could hold. */
    static Optional<RunKind> kind(KubernetesEvent event) {
        return event.involved().run().map(KnownRun::kind);
    }

    /** All that is known of a run that nobody has: no JSON, so its events carry the core Event alone. */
    static Run bare(RunKind kind, KubernetesEvent event) {
        KubernetesEvent.Involved involved = event.involved();
        return new Run(
                kind,
                involved.uid(),
                involved.namespace(),
                involved.name(),
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
                new byte[0]);
    }
}
