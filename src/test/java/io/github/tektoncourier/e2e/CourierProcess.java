package io.github.tektoncourier.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The real program as its own process, so that it can be killed as a kernel kills. */
public final class CourierProcess implements AutoCloseable {

    private final Process process;
    private final Path log;

    private CourierProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** {@code courier ARGUMENTS}, at home in the log's folder, with this environment on top of ours. */
    public static CourierProcess start(Path log, Map<String, String> environment, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(java(), "-XX:+UseSerialGC", "-Xmx192m", "-XX:TieredStopAtLevel=1"));
        command.addAll(ClassArchive.javaOptions());
        command.addAll(List.of("-Duser.home=" + log.toAbsolutePath().getParent(), "-jar", jar().toString()));
        command.addAll(List.of(arguments));
        return run(log, environment, command);
    }

    /** Any command line, e.g. one that the README shows. */
    public static CourierProcess run(Path log, Map<String, String> environment, List<String> command) {
        ClassArchive.javaOptions(); // ./courier takes the archive that is beside the jar
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(CourierProcess::leadsElsewhere);
        builder.environment().putAll(environment);
        try {
            return new CourierProcess(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean leadsElsewhere(String variable) {
        return variable.equals("KUBECONFIG")
                || variable.startsWith("KUBERNETES_SERVICE_")
                || variable.startsWith("COURIER_");
    }

    /** SIGKILL: nothing of it runs any more when this returns. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM, and its exit code. */
    public int stop(Duration atMost) throws InterruptedException {
        process.destroy();
        return exitCode(atMost);
    }

    public int exitCode(Duration atMost) throws InterruptedException {
        if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still running after " + atMost + "; it said:\n" + said());
        }
        return process.exitValue();
    }

    public long pid() {
        return process.pid();
    }

    public boolean running() {
        return process.isAlive();
    }

    /** All it printed so far, with that of earlier processes on the same log. */
    public String said() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    static Path jar() {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            return files.filter(f -> f.getFileName().toString().matches("tekton-courier-[^-]*(-SNAPSHOT)?\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no jar in target/: run mvn package first"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
