package io.github.tektoncourier.journal.delivery.budget;

import org.jspecify.annotations.Nullable;

/** A body in memory, for all subscriptions that send it. */
public final class SharedBody {

    /** Where bodies come from. */
    @FunctionalInterface
    public interface Source {
        byte[] read(long snapshot) throws Exception;
    }

    final long snapshot;
    final int length;
    /** Attempts that use it; guarded by the budget's lock. */
    int users;

    private byte @Nullable [] bytes;

    SharedBody(long snapshot, int length) {
        this.snapshot = snapshot;
        this.length = length;
    }

    synchronized byte[] bytes(Source source) throws Exception {
        byte[] read = bytes;
        if (read == null) {
            read = source.read(snapshot);
            bytes = read;
        }
        return read;
    }

    /** Lets go of the bytes: a thread that waits for its next event still refers to the attempt before. */
    synchronized void release() {
        bytes = null;
    }
}
