package io.github.tektoncourier.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Processes of a load, each with a log in one folder; they end with it. */
final class LoadProcesses implements AutoCloseable {

    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final Path folder;
    private final List<Process> running = new ArrayList<>();

    LoadProcesses(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    Path folder() {
        return folder;
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** A load program of this package. */
    static List<String> program(String heap, String name, String... args) {
        List<String> command = new ArrayList<>(List.of(java(), heap, "-cp", System.getProperty("java.class.path")));
        command.add("io.github.tektoncourier.bench." + name);
        command.addAll(List.of(args));
        return command;
    }

    /** Starts what goes on until the end of the load. */
    Process start(String log, List<String> command, Map<String, String> environment) throws IOException {
        Process process = builder(log, command, environment).start();
        running.add(process);
        return process;
    }

    /** Runs what ends by itself. */
    void run(String log, List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        if (builder(log, command, environment).start().waitFor() != 0) {
            throw new IllegalStateException(log + " failed:\n" + said(log));
        }
    }

    private ProcessBuilder builder(String log, List<String> command, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(log + ".log").toFile());
        builder.environment().putAll(environment);
        return builder;
    }

    /** Starts a server of this package. Returns the address that it prints first. */
    String address(String log, List<String> command) throws Exception {
        start(log, command, Map.of());
        until(
                log + " says its address",
                () -> said(log).startsWith("http") && said(log).contains("\n"));
        return said(log).lines().findFirst().orElseThrow();
    }

    String said(String log) throws IOException {
        return Files.readString(folder.resolve(log + ".log"));
    }

    void until(String what, Callable<Boolean> done) throws Exception {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!done.call()) {
            if (System.nanoTime() > end || !running.stream().allMatch(Process::isAlive)) {
                throw new IllegalStateException(
                        folder.getFileName() + ": waited in vain until " + what + "\n" + said("courier"));
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    @Override
    public void close() {
        running.forEach(Process::destroy);
        running.forEach(process -> process.onExit()
                .orTimeout(20, TimeUnit.SECONDS)
                .exceptionally(late -> process.destroyForcibly())
                .join());
    }
}
