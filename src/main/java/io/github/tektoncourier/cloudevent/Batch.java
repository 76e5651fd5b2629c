package io.github.tektoncourier.cloudevent;

import io.cloudevents.CloudEvent;
import io.github.tektoncourier.run.Change;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one change asks the journal to append: in one transaction with the scope's position.
 *
 * @param data the body that all events of this batch share, serialised once; empty when there are none
 * @param entries in the order in which they are to be appended; may hold moments that the journal has already
 */
public record Batch(Change change, byte[] data, List<Entry> entries) {

    public Batch {
        entries = List.copyOf(entries);
    }

    /**
     * One moment of the change's run.
     *
     * @param moment {@code Moment.key()}
     * @param event all attributes but {@code sequence}; its data is {@link Batch#data()}; absent when the moment is
     *     only to be recorded as told
     */
    public record Entry(String moment, @Nullable CloudEvent event) {}
}
