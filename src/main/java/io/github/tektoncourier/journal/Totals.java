package io.github.tektoncourier.journal;

/**
 * The journal as a whole.
 *
 * @param appended events ever appended
 * @param usedBytes used pages and write-ahead log
 * @param scopes lists and watches with a stored position
 * @param waiting batches that wait for the disk
 * @param full whether appends wait because {@code max-size} is reached
 * @param trouble what the disk says when it refuses, empty when all is well
 * @param rebuilt when it was last rebuilt from a damaged database, in milliseconds, 0 when never
 */
public record Totals(
        long appended,
        long usedBytes,
        long maxBytes,
        int scopes,
        int waiting,
        boolean full,
        String trouble,
        long rebuilt) {

    /** Of a journal that was never damaged. */
    public Totals(long appended, long usedBytes, long maxBytes, int scopes, int waiting, boolean full, String trouble) {
        this(appended, usedBytes, maxBytes, scopes, waiting, full, trouble, 0);
    }
}
