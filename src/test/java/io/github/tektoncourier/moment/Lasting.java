package io.github.tektoncourier.moment;

import io.github.tektoncourier.run.Run;
import java.util.List;

/** Which of a snapshot's moments every later one must prove, too. */
final class Lasting {

    private Lasting() {}

    static List<String> keys(Run run) {
        return Snapshots.moments(run).stream()
                .filter(moment -> moment.provability() == Provability.LASTING)
                .map(Moment::key)
                .toList();
    }
}
