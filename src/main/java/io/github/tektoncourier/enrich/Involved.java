package io.github.tektoncourier.enrich;

import io.github.tektoncourier.run.Attempt;
import io.github.tektoncourier.run.KubernetesEvent;
import io.github.tektoncourier.run.Run;
import io.github.tektoncourier.run.RunKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a core Event says of the run it is about. Whoever may create Events can write anything into it. */
final class Involved {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");
    private static final Pattern UID = Pattern.compile("[A-Za-z0-9-]{1,64}");

    private Involved() {}

    /** The run's kind, where the Event is about a run that an API server could hold. */
    static Optional<RunKind> kind(KubernetesEvent event) {
        KubernetesEvent.Involved involved = event.involved();
        boolean tekton = involved.apiVersion().startsWith(RunKind.GROUP + "/");
        boolean sound = NAME.matcher(involved.name()).matches()
                && NAME.matcher(involved.namespace()).matches()
                && UID.matcher(involved.uid()).matches();
        return tekton && sound
                ? RunKind.of(involved.kind()).filter(kind -> kind.kind().equals(involved.kind()))
                : Optional.empty();
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
