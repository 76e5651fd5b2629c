package io.github.tektoncourier.watch.api;

import java.time.Duration;

/**
 * Why a list or watch failed, in words for an operator, with the kind of failure that decides what the watcher does
 * next.
 */
public final class ApiException extends Exception {

    /** Kinds of failure, by what the watcher does next. */
    public enum Kind {
        /** The resourceVersion is too old, too new or not to be trusted: list again. */
        GONE,
        /** 401, 403: a grant is missing. */
        DENIED,
        /** 404: the resource is not served; its CRD may come later. */
        ABSENT,
        /** 404 for one object, by name: it does not exist. */
        NO_SUCH_OBJECT,
        /** 504, or no answer in time: ask for smaller pages. */
        SLOW,
        /**
         * Open, but nothing whole came for too long: dead, or an idle server that sends no bookmarks; a new watch
         * tells.
         */
        SILENT,
        /** Failures that pass: 429, 5xx, refused, reset. */
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
