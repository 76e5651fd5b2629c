package io.github.tektoncourier;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What {@code --properties} names: a properties file, or a folder as Kubernetes mounts a ConfigMap, where a file's name is
 * the key and its text the value. A file of the folder that ends in {@code .properties} is read as one.
 */
final class PropertyFiles {

    private PropertyFiles() {}

    /**
     * Reads all keys and values.
     *
     * @throws StartException where something cannot be read, or a key stands twice
     */
    static Map<String, String> read(Path path) {
        return Files.isDirectory(path) ? folder(path) : properties(path, text(path));
    }

    private static Map<String, String> folder(Path folder) {
        Map<String, String> values = new TreeMap<>();
        Map<String, Path> sources = new TreeMap<>();
        for (Path file : files(folder)) {
            String name = file.getFileName().toString();
            String text = text(file);
            Map<String, String> found =
                    name.endsWith(".properties") ? properties(file, text) : Map.of(name, text.stripTrailing());
            found.keySet().forEach(key -> refuseTwice(key, file, sources.put(key, file)));
            values.putAll(found);
        }
        return values;
    }

    private static void refuseTwice(String key, Path file, @Nullable Path before) {
        if (before != null) {
            throw StartException.wrongUse("The setting " + key + " stands in " + before + " and in " + file
                    + ". Take it out of one of them.");
        }
    }

    /** In order; what begins with a dot is kubelet's own. */
    private static List<Path> files(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw StartException.wrongUse("Cannot read the settings folder " + folder + ": " + e.getMessage());
        }
    }

    private static Map<String, String> properties(Path file, String text) {
        try (Reader in = new StringReader(text)) {
            Properties properties = new Properties();
            properties.load(in);
            return Settings.asMap(properties);
        } catch (IllegalArgumentException e) {
            throw StartException.wrongUse("The properties file " + file + " has a \\u that no four hexadecimal digits"
                    + " follow. Write \\\\ for a backslash.");
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw StartException.wrongUse("There is no properties file " + file + ". Check --properties.");
        } catch (CharacterCodingException e) {
            throw StartException.wrongUse("The properties file " + file + " is not in UTF-8. Save it as UTF-8.");
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static StartException unreadable(Path file, IOException e) {
        return StartException.wrongUse("Cannot read the properties file " + file + ": " + e.getMessage());
    }
}
