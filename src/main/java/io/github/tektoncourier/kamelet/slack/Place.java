package io.github.tektoncourier.kamelet.slack;

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
