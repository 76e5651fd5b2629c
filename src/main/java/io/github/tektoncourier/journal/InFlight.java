package io.github.tektoncourier.journal;

/**
 * Told by a delivery what its attempt holds in memory, so that the byte budget counts what is there. Work on an event
 * takes many times its bytes (parsed trees) for milliseconds; a send takes its bytes for as long as the receiver likes.
 */
public interface InFlight {

    /** For deliveries whose bytes nobody counts. */
    InFlight UNCOUNTED = new InFlight() {
        @Override
        public void sending(long bytes) {}

        @Override
        public void returned() {}

        @Override
        public void elsewhere() {}
    };

    /** A send begins, with so many bytes in memory beside the event's own body. */
    void sending(long bytes);

    /** The send has ended and the route goes on; waits until there is room to work. */
    void returned();

    /** Other threads work on the event, too; so what the delivering thread uses says nothing of the whole. */
    void elsewhere();
}
