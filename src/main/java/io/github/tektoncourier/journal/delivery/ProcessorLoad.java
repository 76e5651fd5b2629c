package io.github.tektoncourier.journal.delivery;

import java.lang.management.ManagementFactory;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Whether the processors that this process may use were all busy since it was asked last, by whatever process. */
final class ProcessorLoad implements BooleanSupplier {

    private static final double BUSY = 0.9;

    private final com.sun.management.@Nullable OperatingSystemMXBean system =
            ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean known
                    ? known
                    : null;

    /** False where the virtual machine does not know. */
    @Override
    public boolean getAsBoolean() {
        return system != null && system.getCpuLoad() > BUSY;
    }
}
