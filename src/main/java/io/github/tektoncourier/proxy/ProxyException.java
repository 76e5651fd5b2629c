package io.github.tektoncourier.proxy;

/** An address of a proxy cannot be used; the message says where it stands and what to do, and repeats no credentials. */
public final class ProxyException extends IllegalArgumentException {

    ProxyException(String message) {
        super(message);
    }
}
