package io.github.tektoncourier.kamelet.slack;

/**
 * What the journal keeps of a run and a channel.
 *
 * @param message the run's own message
 * @param thread the reply with the details
 * @param told {@code own} for a message of its own, or the key of the digest; empty while that is not decided
 * @param state the run's state that the digest counts
 * @param failures how many ends in a row were failures: with this one, or before this success; 0 for neither
 * @param since when the first of them ended, in milliseconds
 * @param counted whether this run's end is counted
 */
record RunNote(Place message, Place thread, String told, String state, int failures, long since, boolean counted) {

    static final String OWN = "own";
    static final RunNote NONE = new RunNote(Place.NONE, Place.NONE, "", "", 0, 0, false);

    RunNote withMessage(Place place) {
        return new RunNote(place, thread, told, state, failures, since, counted);
    }

    RunNote withThread(Place place) {
        return new RunNote(message, place, told, state, failures, since, counted);
    }

    RunNote toldBy(String where, String as) {
        return new RunNote(message, thread, where, as, failures, since, counted);
    }

    RunNote counted(int inRow, long first) {
        return new RunNote(message, thread, told, state, inRow, first, true);
    }

    /**
     * Where a message stands in Slack, as the journal keeps it.
     *
     * @param channel its id; empty while it is not known
     * @param ts Slack's name of the message; empty while it is not known
     * @param at when it was about to be posted, in milliseconds
     * @param shown fingerprint of what it shows; empty where that is not known
     */
    record Place(Phase phase, String channel, String ts, long at, String shown) {

        static final Place NONE = new Place(Phase.NONE, "", "", 0, "");

        enum Phase {
            /** It is not there. */
            NONE,
            /** It was about to be posted, and may be there. */
            POSTING,
            /** It is there. */
            SHOWN
        }

        Place posting(long now) {
            return new Place(Phase.POSTING, channel, "", now, "");
        }

        Place shown(String id, String name, String fingerprint) {
            return new Place(Phase.SHOWN, id, name, at, fingerprint);
        }

        Place in(String id) {
            return new Place(phase, id, ts, at, shown);
        }

        Place gone() {
            return new Place(Phase.NONE, channel, "", 0, "");
        }
    }
}
