package io.github.tektoncourier.routes.check.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One YAML route file as read, once, so that what was checked is what is loaded.
 *
 * @param name how people call it: its path, or its name for a shipped one
 * @param namespace of the tenant that it is registered by; empty for a file of the operator
 * @param uid of the object that it is registered in: the same text in an object made anew is another file; empty for a
 *     file of the operator
 */
public record RouteFile(String name, String content, String namespace, String uid) {

    /** How the names of sink files end. */
    public static final String ENDING = ".camel.yaml";

    /** A file of the operator. */
    public RouteFile(String name, String content) {
        this(name, content, "", "");
    }

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
