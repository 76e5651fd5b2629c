package io.github.tektoncourier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the committed component metadata to the component classes: the build makes it anew beside it. */
class GeneratedMetadataTest {

    /** Those of the sinks' transformers are written by hand: the plugin names nested classes wrongly. */
    private static final String BY_HAND = "/transformer/";

    @Test
    void what_is_committed_is_what_the_classes_give() throws IOException {
        Path fresh = Path.of("target/regenerated");
        assertThat(fresh)
                .as("run this test by Maven, which makes %s first", fresh)
                .isDirectory();

        Map<String, String> regenerated = files(fresh);

        assertThat(files(Path.of("src/generated")))
                .as("run `mvn -Pgenerate process-classes` and commit src/generated")
                .isEqualTo(regenerated);
    }

    private static Map<String, String> files(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().replace('\\', '/').contains(BY_HAND))
                    .collect(Collectors.toMap(
                            file -> root.relativize(file).toString(),
                            GeneratedMetadataTest::text,
                            (one, other) -> one,
                            TreeMap::new));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
