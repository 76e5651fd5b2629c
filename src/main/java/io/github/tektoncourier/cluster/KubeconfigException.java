package io.github.tektoncourier.cluster;

/** The way to the API server is described wrongly; the message says where, and what to do. */
public final class KubeconfigException extends RuntimeException {

    KubeconfigException(String message) {
        super(message);
    }

    KubeconfigException(String message, Throwable cause) {
        super(message, cause);
    }
}
