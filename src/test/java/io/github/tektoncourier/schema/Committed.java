package io.github.tektoncourier.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A folder of generated files that is committed: compared with what would be generated now, or, with
 * {@code -Dcourier.generate}, written.
 */
public final class Committed {

    private static final String HOW =
            "%s is out of date. Run: mvn test -Dtest='SchemaFilesTest,SinkFileSchemaTest,EventExamplesTest,KameletPagesTest,RecordingsTest,SinkTestSchemaTest,RunFieldsTest' -Dcourier.generate";

    private Committed() {}

    /** Whether this run is to write what is generated. */
    public static boolean writes() {
        return System.getProperty("courier.generate") != null;
    }

    /** The folder holds these files and no other JSON. */
    public static void holds(Path folder, Map<String, String> files) throws IOException {
        if (writes()) {
            write(folder, files);
        }
        assertThat(read(folder)).as(HOW, folder).isEqualTo(files);
    }

    /** The file has this text. */
    public static void is(Path file, String text) throws IOException {
        if (writes()) {
            Files.writeString(file, text);
        }
        assertThat(Files.readString(file)).as(HOW, file).isEqualTo(text);
    }

    private static void write(Path folder, Map<String, String> files) throws IOException {
        for (String stray : read(folder).keySet()) {
            Files.delete(folder.resolve(stray));
        }
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
    }

    private static Map<String, String> read(Path folder) throws IOException {
        Map<String, String> files = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> found = Files.walk(folder)) {
                for (Path path : found.filter(f -> f.toString().endsWith(".json")
                                && !f.toString().matches(".*/sink-(file|test)\\.schema\\.json"))
                        .toList()) {
                    files.put(folder.relativize(path).toString(), Files.readString(path));
                }
            }
        }
        return files;
    }
}
