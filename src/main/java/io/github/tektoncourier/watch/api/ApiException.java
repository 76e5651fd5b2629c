package io.github.tektoncourier.watch.api;

import java.time.Duration;

/** Why a list or watch did not go on, in words for an operator, with what the watcher has to do about it. */
public final class ApiException extends Exception {

    /** What follows from it. */
    public enum Kind {
        /** Our resourceVersion is too old, too new, or not to be trusted: list again. */
        GONE,
        /** 401, 403: a grant is missing. */
        DENIED,
        /** 404: the resource is not served; its CRD may come later. */
        ABSENT,
        /** 404 for one object, by name: it does not exist. */
        NO_SUCH_OBJECT,
        /** 504 or an answer that never came: ask for less at once. */
        SLOW,
        /**
         * Open, but nothing whole came for too long: dead, or an idle server that sends no bookmarks; a new watch
         * tells.
         */
        SILENT,
        /** Everything that passes: 429, 5xx, refused, reset. */
        PASSING
    }

    private final Kind kind;
    private final int status;
    private final Duration retryAfter;

    public ApiException(Kind kind, String words, int status, Duration retryAfter) {
        super(words, null, false, false);
        this.kind = kind;
        this.status = status;
        this.retryAfter = retryAfter;
    }

    public ApiException(Kind kind, String words) {
        this(kind, words, 0, Duration.ZERO);
    }

    public Kind kind() {
        return kind;
    }

    /** The HTTP status; 0 when there was none. */
    public int status() {
        return status;
    }

    /** What the server asked for by Retry-After; zero when it did not. */
    public Duration retryAfter() {
        return retryAfter;
    }

    public String words() {
        return String.valueOf(getMessage());
    }
}
