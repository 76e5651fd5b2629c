package io.github.tektoncourier.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The most memory that any of the couriers of a trial had resident, by the kernel's own high-water mark. */
final class MemoryPeak implements AutoCloseable {

    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private volatile long pid;
    private volatile long kilobytes;

    MemoryPeak() {
        clock.scheduleAtFixedRate(this::sample, 500, 500, TimeUnit.MILLISECONDS);
    }

    void watch(long process) {
        sample();
        pid = process;
    }

    void sample() {
        try {
            Matcher peak = PEAK.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
            if (peak.find()) {
                kilobytes = Math.max(kilobytes, Long.parseLong(peak.group(1)));
            }
        } catch (IOException e) {
            // not started yet, or gone: what it had was sampled before
        }
    }

    long megabytes() {
        return kilobytes / 1024;
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
