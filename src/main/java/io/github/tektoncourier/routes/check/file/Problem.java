package io.github.tektoncourier.routes.check.file;

/**
 * What is wrong with a route file, in the user's words.
 *
 * @param line from 1; 0 when no line can be named
 * @param severity whether the file is refused for it
 * @param what what is wrong and what to do, two sentences
 */
public record Problem(String file, int line, Severity severity, String what) {

    /** Whether the file may start all the same. */
    public enum Severity {
        ERROR,
        WARNING
    }

    /** An error. */
    public Problem(String file, int line, String what) {
        this(file, line, Severity.ERROR, what);
    }

    /** Something that may be meant so. */
    public static Problem warning(String file, int line, String what) {
        return new Problem(file, line, Severity.WARNING, what);
    }

    /** Whether the file is refused for it. */
    public boolean error() {
        return severity == Severity.ERROR;
    }

    /** The same in other words. */
    public Problem saying(String words) {
        return new Problem(file, line, severity, words);
    }

    /** {@code file:line: what is wrong. What to do.} */
    @Override
    public String toString() {
        return file + ":" + (line > 0 ? line + ":" : "") + (error() ? " " : " warning: ") + what;
    }
}
