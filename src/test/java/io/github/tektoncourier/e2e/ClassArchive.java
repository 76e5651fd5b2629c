package io.github.tektoncourier.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The class data archive beside the built jar, made once a build: the integration tests start the program some two hundred
 * times, and each start takes half the CPU with it.
 */
final class ClassArchive {

    private static final List<String> OPTIONS = options();

    private ClassArchive() {}

    /** What Java is given to use it; nothing where it could not be made. */
    static List<String> javaOptions() {
        return OPTIONS;
    }

    private static List<String> options() {
        Path jar = CourierProcess.jar();
        Path archive = jar.resolveSibling("courier.jsa");
        try (FileChannel lock = FileChannel.open(
                        jar.resolveSibling("courier.jsa.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = lock.lock()) { // the tests' processes begin at once
            if (held.isValid() && !fits(archive, jar)) {
                make(jar);
            }
            return fits(archive, jar)
                    ? List.of(
                            "-XX:SharedArchiveFile=" + archive,
                            "-Xshare:auto",
                            "-Xlog:cds=off",
                            "-Xlog:cds+dynamic=off")
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private static boolean fits(Path archive, Path jar) throws IOException {
        return Files.exists(archive)
                && Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar)) > 0;
    }

    private static void make(Path jar) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        "bash",
                        "deploy/class-archive",
                        ".",
                        jar.toAbsolutePath().toString())
                .inheritIO();
        builder.environment().put("CLASS_ARCHIVE_OF", "run");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.start().waitFor();
    }
}
