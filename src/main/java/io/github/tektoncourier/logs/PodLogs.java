package io.github.tektoncourier.logs;

/** Gives the end of a container's log. */
public interface PodLogs {

    /** Lines, bytes of the answer, and bytes of its end that are asked for. */
    int LINES = 20;

    int MOST = 1024 * 1024;

    int KEPT = 64 * 1024;

    /**
     * The end of an answer.
     *
     * @param begun whether its beginning was left out
     * @param ended whether its end was not read, because it is longer than {@link #MOST}
     */
    record Raw(byte[] bytes, boolean begun, boolean ended) {}

    /**
     * Reads the last lines.
     *
     * @throws UnreadLogException says why there are none
     */
    Raw read(String namespace, String pod, String container) throws UnreadLogException, InterruptedException;
}
