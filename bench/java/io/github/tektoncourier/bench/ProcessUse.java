package io.github.tektoncourier.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a JVM used so far.
 *
 * @param cpuMicros user and system time
 * @param allocated bytes by thread, by the JVM's own count; of threads that live
 */
record ProcessUse(long cpuMicros, int threads, long peakMegabytes, Map<String, Long> allocated) {

    private static final long TICK_MICROS = 10_000;
    private static final Pattern THREAD =
            Pattern.compile("(?m)^\"([^\"]*)\".* allocated=([0-9.]+)([BKMG]).* nid=(\\S+)");

    static ProcessUse of(long pid) throws IOException {
        Path home = Path.of("/proc", Long.toString(pid));
        String stat = Files.readString(home.resolve("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        List<String> status = Files.readAllLines(home.resolve("status"));
        Map<String, Long> allocated = allocated(pid);
        return new ProcessUse(
                ticks * TICK_MICROS, (int) number(status, "Threads:"), number(status, "VmHWM:") / 1024, allocated);
    }

    private static long number(List<String> status, String field) {
        return status.stream()
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(0);
    }

    private static Map<String, Long> allocated(long pid) throws IOException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        "Thread.print",
                        "-e")
                .redirectErrorStream(true)
                .start();
        Map<String, Long> bytes = new HashMap<>();
        Matcher thread = THREAD.matcher(new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        while (thread.find()) {
            int unit = "BKMG".indexOf(thread.group(3)) * 10;
            bytes.put(thread.group(1) + " " + thread.group(4), (long)
                    (Double.parseDouble(thread.group(2)) * (1L << unit)));
        }
        return bytes;
    }

    long allocatedSince(ProcessUse before) {
        return groupsSince(before).values().stream().mapToLong(Long::longValue).sum();
    }

    /** By the first word of the threads' names. */
    Map<String, Long> groupsSince(ProcessUse before) {
        Map<String, Long> groups = new TreeMap<>();
        allocated.forEach((thread, bytes) -> {
            String group = thread.startsWith("subscription-") ? "delivery" : thread.split("[^A-Za-z.]", 2)[0];
            groups.merge(group, bytes - before.allocated.getOrDefault(thread, 0L), Long::sum);
        });
        groups.values().removeIf(bytes -> bytes < 1 << 20);
        return groups;
    }
}
