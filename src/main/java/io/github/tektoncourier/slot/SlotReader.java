package io.github.tektoncourier.slot;

import io.github.tektoncourier.run.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what fills a slot for one event, and decides what of it is used. */
public final class SlotReader {

    private final Slot slot;
    private final NamespaceAnnotations namespaces;
    private final RefusalNotice notice;

    public SlotReader(Slot slot, NamespaceAnnotations namespaces) {
        this(slot, namespaces, RefusalNotice.NONE);
    }

    /** @param notice is told of values that a run's annotations give and the slot refuses */
    public SlotReader(Slot slot, NamespaceAnnotations namespaces, RefusalNotice notice) {
        this.slot = slot;
        this.namespaces = namespaces;
        this.notice = notice;
    }

    public Slot slot() {
        return slot;
    }

    /**
     * What fills the slot now.
     *
     * @param run the latest snapshot; absent where none is known
     */
    public SlotReading read(String namespace, @Nullable Run run) {
        List<String> written = List.of();
        try {
            for (Slot.Origin origin : slot.from()) {
                if (written.isEmpty()) {
                    written = slot.values(annotations(origin, namespace, run));
                }
            }
        } catch (NamespaceUnreadableException e) {
            return SlotReading.unavailable(String.valueOf(e.getMessage()));
        }
        boolean ofRun = slot.from().contains(Slot.Origin.RUN);
        boolean early =
                written.isEmpty() && ofRun && run != null && run.condition().isEmpty();
        SlotReading reading = decide(written.isEmpty() ? slot.defaults() : written, early);
        if (run != null && !reading.refused().isEmpty()) {
            notice.refused(run, slot.name(), reading.refused());
        }
        return reading;
    }

    private Map<String, String> annotations(Slot.Origin origin, String namespace, @Nullable Run run) {
        if (origin == Slot.Origin.NAMESPACE) {
            return namespaces.of(namespace);
        }
        return run == null ? Map.of() : run.annotations();
    }

    private SlotReading decide(List<String> written, boolean early) {
        List<String> values = new ArrayList<>();
        List<SlotReading.RefusedValue> refused = new ArrayList<>();
        for (String value : written.subList(0, Math.min(written.size(), Slot.MOST_VALUES))) {
            Optional<String> refusal = slot.refusal(value);
            if (refusal.isPresent()) {
                refused.add(new SlotReading.RefusedValue(slot.rule().shown(value), refusal.get()));
            } else {
                values.add(value);
            }
        }
        if (written.size() > Slot.MOST_VALUES) {
            refused.add(new SlotReading.RefusedValue(
                    (written.size() - Slot.MOST_VALUES) + " further values",
                    "an event may have " + Slot.MOST_VALUES + " values of a slot"));
        }
        return new SlotReading(values, refused, early, "", written.isEmpty() ? lacking() : "");
    }

    private String lacking() {
        return slot.required()
                ? "the slot " + slot.name()
                        + " is required, and nothing fills it: annotate the run, its Task or Pipeline, or"
                        + " its namespace with " + Slot.PREFIX + slot.name()
                : "";
    }
}
