package io.github.tektoncourier.journal.delivery.budget;

import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/** Bytes that the current thread has allocated since its start, by the virtual machine's own count. */
final class Allocations {

    /** What a virtual machine without that count answers. */
    static final long UNKNOWN = -1;

    private Allocations() {}

    /** HotSpot counts; on others the supplier answers {@link #UNKNOWN}. */
    static LongSupplier ofCurrentThread() {
        if (ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean threads
                && threads.isThreadAllocatedMemorySupported()
                && threads.isThreadAllocatedMemoryEnabled()) {
            return threads::getCurrentThreadAllocatedBytes;
        }
        return () -> UNKNOWN;
    }
}
