package io.github.tektoncourier.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds credentials by their looks, where no name tells of them: {@code credential-shapes.txt} has the table. */
public final class CredentialShapes {

    private static final String GROUP = "secret";
    private static final List<Shape> SHAPES = read();

    private CredentialShapes() {}

    private record Shape(String what, Pattern pattern, boolean part) {

        private static Shape of(String line) {
            String[] parts = line.split(" = ", 2);
            return new Shape(parts[0], Pattern.compile(parts[1]), parts[1].contains("<" + GROUP + ">"));
        }
    }

    /**
     * One that was found.
     *
     * @param what of which kind it is, for people
     * @param secret itself
     * @param at where it begins in the text
     */
    public record Found(String what, String secret, int at) {}

    /** All that stand in a text, by shape. */
    public static List<Found> in(String text) {
        List<Found> found = new ArrayList<>();
        for (Shape shape : SHAPES) {
            Matcher matcher = shape.pattern().matcher(text);
            while (matcher.find()) {
                found.add(
                        shape.part()
                                ? new Found(shape.what(), matcher.group(GROUP), matcher.start(GROUP))
                                : new Found(shape.what(), matcher.group(), matcher.start()));
            }
        }
        return found;
    }

    private static List<Shape> read() {
        try (InputStream table = CredentialShapes.class.getResourceAsStream("credential-shapes.txt")) {
            return new String(Objects.requireNonNull(table).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Shape::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
