package io.github.tektoncourier.steady;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a process used so far, as Linux counts it.
 *
 * @param cpuMicros user and system time
 * @param switches context switches of the threads that live now
 * @param megabytes resident memory
 */
record ProcessFigures(long cpuMicros, long switches, long megabytes) {

    /** A tick of {@code /proc/PID/stat}; {@code getconf CLK_TCK} is 100 on every Linux that the JDK runs on. */
    private static final long TICK_MICROS = 10_000;

    static ProcessFigures of(long pid) throws IOException {
        Path home = Path.of("/proc", Long.toString(pid));
        String stat = Files.readString(home.resolve("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        long kilobytes = number(Files.readAllLines(home.resolve("status")), "VmRSS:");
        return new ProcessFigures(ticks * TICK_MICROS, switches(home.resolve("task")), kilobytes / 1024);
    }

    private static long switches(Path tasks) throws IOException {
        long sum = 0;
        try (Stream<Path> threads = Files.list(tasks)) {
            for (Path thread : threads.toList()) {
                try {
                    List<String> status = Files.readAllLines(thread.resolve("status"));
                    sum += number(status, "voluntary_ctxt_switches:") + number(status, "nonvoluntary_ctxt_switches:");
                } catch (IOException ended) {
                    continue; // between the listing and the reading
                }
            }
        }
        return sum;
    }

    private static long number(List<String> status, String field) {
        return status.stream()
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(0);
    }
}
