package io.github.tektoncourier.routes;

/**
 * What is wrong with a route file, in the user's words.
 *
 * @param line from 1; 0 when no line can be named
 * @param what what is wrong and what to do, two sentences
 */
public record Problem(String file, int line, String what) {

    /** {@code file:line: what is wrong. What to do.} */
    @Override
    public String toString() {
        return file + ":" + (line > 0 ? line + ":" : "") + " " + what;
    }
}
