package io.github.tektoncourier.faults;

import io.github.tektoncourier.faults.FaultySink.Accepted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.opentest4j.TestAbortedException;

/** The disk under the courier's journal: it fails on command and keeps a log, by the shim in {@code bench/disk}. */
final class FailingDisk {

    private static final Path SOURCE = Path.of("bench", "disk", "shim.c");
    private static final Path SHIM = Path.of("target", "disk-shim.so");

    /**
     * What the disk's log says about the order of things.
     *
     * @param syncs of the write-ahead log
     * @param early requests about events that were not synced when they came
     */
    record Order(int syncs, int requests, List<String> early) {
        String words() {
            return "%d syncs, %d requests, %d before their sync".formatted(syncs, requests, early.size());
        }
    }

    private final Path log;
    private final Path control;
    private int commands;

    /** Puts it under every courier that the trial starts from now on. */
    FailingDisk(Trial trial) throws IOException, InterruptedException {
        Path shim = compiled();
        Path journal = Files.createDirectories(trial.folder.resolve("journal")).toRealPath();
        log = trial.folder.resolve("disk.log");
        control = trial.folder.resolve("disk.control");
        off();
        trial.workplace
                .environment("LD_PRELOAD", shim.toAbsolutePath().toString())
                .environment("DISK_SHIM_DIR", journal.toString())
                .environment("DISK_SHIM_LOG", log.toString())
                .environment("DISK_SHIM_CONTROL", control.toString())
                .environment("COURIER_JOURNAL_DIRECTORY", journal.toString());
    }

    private static synchronized Path compiled() throws IOException, InterruptedException {
        if (Files.exists(SHIM) && Files.getLastModifiedTime(SHIM).compareTo(Files.getLastModifiedTime(SOURCE)) > 0) {
            return SHIM;
        }
        try {
            Path made =
                    Files.createTempFile(SHIM.getParent(), "disk-shim", ".so"); // another test process makes it, too
            Process cc = new ProcessBuilder(
                            "cc", "-shared", "-fPIC", "-O2", "-o", made.toString(), SOURCE.toString(), "-ldl")
                    .inheritIO()
                    .start();
            if (cc.waitFor() == 0) {
                return Files.move(made, SHIM, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException noCompiler) {
            // said below
        }
        String skipped = "SKIPPED: no failing disk, because cc cannot make " + SOURCE
                + " (it needs Linux and a C compiler). Install one, e.g. apt-get install gcc libc6-dev.";
        System.err.println(skipped);
        throw new TestAbortedException(skipped);
    }

    void off() throws IOException {
        command("off", 0);
    }

    /** Nothing more can be written. */
    void full() throws IOException {
        command("enospc", 0);
    }

    /** Neither writes nor syncs succeed. */
    void broken() throws IOException {
        command("eio", 0);
    }

    /** After so many calls what is not synced is torn and the process killed; so again in each process that starts. */
    void losesPower(int calls) throws IOException {
        command("power", calls);
    }

    private void command(String mode, int calls) throws IOException {
        Path next = control.resolveSibling("disk.control.next");
        Files.writeString(next, ++commands + " " + mode + " " + calls + "\n");
        if (Files.exists(control)) {
            Files.writeString(control, Files.readString(next)); // the shim keeps it open
        } else {
            Files.move(next, control, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Whether every event was on disk before a sink saw it; one clock counts for all processes of a machine. */
    Order order(Collection<Accepted> requests) throws IOException {
        Map<String, Long> synced = new HashMap<>();
        Set<String> written = new HashSet<>();
        int syncs = 0;
        for (String line : Files.readAllLines(log)) {
            String[] words = line.split(" ", 3);
            if (words[1].equals("I")) {
                written.add(words[2]);
            } else if (line.endsWith(" S journal.db-wal")) {
                syncs++;
                written.forEach(id -> synced.putIfAbsent(id, Long.parseLong(words[0])));
                written.clear();
            }
        }
        List<String> early = requests.stream()
                .filter(request -> synced.getOrDefault(request.id(), Long.MAX_VALUE) > request.came())
                .map(Accepted::id)
                .toList();
        return new Order(syncs, requests.size(), early);
    }
}
