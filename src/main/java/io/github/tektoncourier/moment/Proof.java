package io.github.tektoncourier.moment;

import io.github.tektoncourier.run.Change;
import java.util.List;

/**
 * A change and everything it proves.
 *
 * @param moments in the order in which they happened; empty for bookmarks and the end of a list
 */
public record Proof(Change change, List<Moment> moments) {
    public Proof {
        moments = List.copyOf(moments);
    }
}
