package io.github.tektoncourier.moment;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Recordings of the real Tekton: the whole set where the system property {@code courier.shared-data} or a folder
 * {@code ../shared/data} beside the repository has it, else the trimmed copies among the test resources.
 */
final class SharedData {

    private static final Path FOLDER = Path.of(System.getProperty("courier.shared-data", "../shared/data"));

    private SharedData() {}

    static JsonNode read(String file) throws IOException {
        Path whole = FOLDER.resolve(file);
        if (Files.isReadable(whole)) {
            return Snapshots.JSON.readTree(whole.toFile());
        }
        System.err.printf(
                "NOTE: %s is not there, so the trimmed copy in src/test/resources/moments is used. For the whole set,"
                        + " give its folder by -Dcourier.shared-data=DIR.%n",
                whole.toAbsolutePath().normalize());
        return Snapshots.JSON.readTree(SharedData.class.getResource("/moments/" + file));
    }
}
