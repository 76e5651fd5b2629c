package io.github.tektoncourier.cluster;

import io.fabric8.kubernetes.client.KubernetesClientException;
import org.jspecify.annotations.Nullable;

/** Tells the API server's ways to say no apart; the client wraps the answer that counts in others. */
public final class Refusals {

    private static final int NOT_FOUND = 404;

    private Refusals() {}

    /** Whether it said that there is no such object, which is an answer and no failure. */
    public static boolean notFound(@Nullable Throwable why) {
        Throwable cause = why;
        while (cause != null) {
            if (cause instanceof KubernetesClientException refusal && refusal.getCode() == NOT_FOUND) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
