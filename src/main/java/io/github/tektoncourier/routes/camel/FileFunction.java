package io.github.tektoncourier.routes.camel;

import io.github.tektoncourier.text.LogText;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.apache.camel.spi.PropertiesFunction;
import org.jspecify.annotations.Nullable;

/**
 * The placeholder <code>{{file:/path}}</code>: the content of a file, without the line end at its end. With <code>
 * {{file:/path:default}}</code> there is another value where there is no such file.
 */
public final class FileFunction implements PropertiesFunction {

    private static final long MAX_BYTES = 1024L * 1024;

    @Override
    public String getName() {
        return "file";
    }

    /**
     * Reads the file.
     *
     * @return null where there is none
     * @throws IllegalArgumentException when it cannot be read
     */
    @Override
    public @Nullable String apply(String remainder) {
        int colon = remainder.indexOf(':');
        String name = (colon < 0 ? remainder : remainder.substring(0, colon)).strip();
        String otherwise = colon < 0 ? null : remainder.substring(colon + 1);
        try {
            Path path = Path.of(name);
            if (name.isEmpty() || Files.notExists(path)) {
                return otherwise;
            }
            if (!Files.isRegularFile(path)) {
                throw unreadable(name, "it is no plain file"); // reading a pipe would wait for ever
            }
            if (Files.size(path) > MAX_BYTES) {
                throw unreadable(name, "it is larger than 1 MiB");
            }
            return Files.readString(path).replaceFirst("(\r\n|\r|\n)$", "");
        } catch (CharacterCodingException e) {
            throw unreadable(name, "it is not written in UTF-8");
        } catch (IOException e) {
            throw unreadable(name, e.getClass().getSimpleName().replace("Exception", ""));
        } catch (InvalidPathException e) {
            return otherwise;
        }
    }

    private static IllegalArgumentException unreadable(String name, String why) {
        return new IllegalArgumentException(
                "The file " + LogText.line(name, 300) + " cannot be read: " + why + ". Mend it, or name another.");
    }
}
