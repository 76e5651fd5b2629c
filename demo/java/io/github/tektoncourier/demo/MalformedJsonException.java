package io.github.tektoncourier.demo;

/** Bytes that should hold a JSON object and do not. */
public final class MalformedJsonException extends RuntimeException {
    MalformedJsonException(String message) {
        super(message, null, false, false);
    }
}
