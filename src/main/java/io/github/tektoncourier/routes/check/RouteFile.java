package io.github.tektoncourier.routes.check;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One YAML route file as read, once, so that what was checked is what is loaded.
 *
 * @param name how people call it: its path, or its name for a shipped one
 */
public record RouteFile(String name, String content) {

    /** How the names of sink files end. */
    public static final String ENDING = ".camel.yaml";

    /** A user's file. */
    public static RouteFile of(Path path) throws IOException {
        return new RouteFile(path.toString(), Files.readString(path));
    }

    /** A file of the jar, e.g. {@code routes/sinks/http.camel.yaml}. */
    public static RouteFile shipped(String path) {
        try (InputStream in = RouteFile.class.getClassLoader().getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(path + " is missing from the jar");
            }
            return new RouteFile(path, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + path + " from the jar", e);
        }
    }
}
