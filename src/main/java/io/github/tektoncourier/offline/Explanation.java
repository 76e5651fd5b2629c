package io.github.tektoncourier.offline;

import java.util.List;

/** What becomes of one event at one subscription. */
public sealed interface Explanation {

    /** What the route sent before it ended. */
    default List<RecordedRequest> requests() {
        return List.of();
    }

    /** Delivered. A route may count as delivered by a step that stays in the process; then there are no requests. */
    record Sent(List<RecordedRequest> requests) implements Explanation {}

    /**
     * Left out.
     *
     * @param why which clause left it out, with the value that it saw
     */
    record Filtered(String why) implements Explanation {}

    /**
     * The route failed: the event would be tried again, or be a dead letter.
     *
     * @param why what failed
     * @param forGood whether it would be a dead letter at once, instead of being tried again
     */
    record Failed(String why, boolean forGood, List<RecordedRequest> requests) implements Explanation {}
}
