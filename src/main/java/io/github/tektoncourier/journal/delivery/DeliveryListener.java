package io.github.tektoncourier.journal.delivery;

import io.github.tektoncourier.journal.Verdict;
import io.github.tektoncourier.journal.track.EventRow;
import io.github.tektoncourier.slot.SlotReading;
import java.util.List;

/** Reports what people should know. */
interface DeliveryListener {
    void failing(DeliveryState.Attempt attempt, Lane.Failure failure);

    void parked(Lane lane, Lane.Failure failure, int parkedRuns);

    void tooLarge(DeliveryState.Attempt attempt, Lane.Failure failure);

    void dead(DeliveryState.Attempt attempt, Lane.Failure failure);

    /** An event is a dead letter without an attempt. */
    void deadUnsent(EventRow row, String why);

    /** Values of a slot are not used. */
    void refused(EventRow row, List<SlotReading.RefusedValue> values);

    void down(Verdict verdict);

    void back();

    /** No further run can stand aside: the next one that fails holds up all others. */
    void full(int parkedRuns, int parkedEvents, String answer);

    void room();

    /**
     * Called again and again while the sink takes nothing.
     *
     * @param since when the first of the attempts failed that were in vain ever since, in milliseconds
     * @param events that were not sent, or in vain
     */
    void waits(long since, long events, String answer, long now);
}
