package io.github.tektoncourier.reuse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A local Maven repository with the built jar in it, whose other artifacts are links to those of the build's own. What a
 * project asks for beyond them is downloaded into the build's own, so the next build finds it there.
 */
final class LinkedRepository {

    private static final Path GROUP = Path.of("io", "github", "tektoncourier");

    private LinkedRepository() {}

    /** Makes it in an empty folder and installs the jar. */
    static void make(Path folder, Path jar, String version) throws IOException {
        Path own = Path.of(System.getProperty("localRepository", System.getProperty("user.home") + "/.m2/repository"));
        Path at = folder;
        Path from = own;
        for (Path part : GROUP) {
            linkAllBut(part, from, at);
            at = Files.createDirectories(at.resolve(part));
            from = from.resolve(part);
        }
        Path installed = Files.createDirectories(at.resolve("tekton-courier").resolve(version));
        Files.copy(jar, installed.resolve("tekton-courier-" + version + ".jar"));
        Files.copy(Path.of("pom.xml"), installed.resolve("tekton-courier-" + version + ".pom"));
    }

    /** Takes the links out, and nothing that they lead to. */
    static void unlink(Path folder) throws IOException {
        try (Stream<Path> entries = Files.walk(folder)) {
            for (Path link : entries.filter(Files::isSymbolicLink).toList()) {
                Files.delete(link);
            }
        }
    }

    private static void linkAllBut(Path name, Path from, Path to) throws IOException {
        if (!Files.isDirectory(from)) {
            return;
        }
        try (Stream<Path> entries = Files.list(from)) {
            for (Path entry : entries.filter(e -> !e.getFileName().equals(name)).toList()) {
                Files.createSymbolicLink(to.resolve(entry.getFileName()), entry.toAbsolutePath());
            }
        }
    }
}
