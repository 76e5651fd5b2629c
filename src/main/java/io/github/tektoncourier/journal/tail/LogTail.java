package io.github.tektoncourier.journal.tail;

import java.util.List;

/**
 * The last lines of the failed step of a TaskRun, fit to be shown: without secrets that are known or look like some, without
 * control characters. It is data beside the run; no event's id, data or order knows of it.
 *
 * @param step name of the step
 * @param text lines, the last one last; empty where there is none
 * @param note why there is no text; empty where there is some
 */
public record LogTail(String step, String text, String note) {

    /** UTF-8 bytes and lines that a text has at most. */
    public static final int MOST_BYTES = 2 * 1024;

    public static final int MOST_LINES = 20;

    /** The same with fewer lines: the last ones. */
    public LogTail last(int lines) {
        List<String> all = text.lines().toList();
        return new LogTail(step, String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size())), note);
    }
}
