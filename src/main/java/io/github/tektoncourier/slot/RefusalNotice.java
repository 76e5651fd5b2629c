package io.github.tektoncourier.slot;

import io.github.tektoncourier.run.Run;
import java.util.List;

/** Tells the authors of a run which values of a slot were refused. Called again for each event; must not wait. */
@FunctionalInterface
public interface RefusalNotice {

    /** Tells nothing: what holds where the courier writes nothing to the cluster. */
    RefusalNotice NONE = (run, slot, refused) -> {};

    /** Values of this run were refused. */
    void refused(Run run, String slot, List<SlotReading.RefusedValue> refused);
}
