package io.github.tektoncourier.journal;

/**
 * How much of the room is used, as a reader of the files sees it.
 *
 * @param maxBytes what the owner was told, or 0 where none has noted it yet
 */
public record Usage(long usedBytes, long maxBytes) {

    /** The last twentieth is kept for acknowledgements, so that a full journal can drain. */
    public static long limit(long maxBytes) {
        return maxBytes - maxBytes / 20;
    }

    public boolean full() {
        return maxBytes > 0 && usedBytes > limit(maxBytes);
    }

    public int percent() {
        return maxBytes == 0 ? 0 : (int) Math.round(100.0 * usedBytes / maxBytes);
    }
}
