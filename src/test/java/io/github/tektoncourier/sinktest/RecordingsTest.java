package io.github.tektoncourier.sinktest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tektoncourier.demo.play.Recording;
import io.github.tektoncourier.schema.Committed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RecordingsTest {

    private static final Path PLAYED = Path.of("demo/resources/io/github/tektoncourier/demo/play");
    private static final Path SHIPPED = Path.of("src/main/resources/io/github/tektoncourier/sinktest/recordings");

    @Test
    void each_recording_of_the_demo_ships_for_tests_in_all_its_states() throws IOException {
        for (Recording recording : Recording.shipped()) {
            Committed.is(SHIPPED.resolve(nameOf(recording) + ".json"), RecordedStates.of(recording));
        }
    }

    @Test
    void a_test_can_name_every_recording_of_the_demo() throws IOException {
        try (Stream<Path> files = Files.list(PLAYED)) {
            List<String> names = files.map(file -> file.getFileName().toString().replace(".yaml", ""))
                    .sorted()
                    .toList();

            assertThat(Recordings.NAMES).isEqualTo(names);
            names.forEach(name -> assertThat(new String(Recordings.read(name), StandardCharsets.UTF_8))
                    .startsWith("{")
                    .doesNotContain("{now}", "{id}", "{uid:", "{at:", "{name:"));
        }
    }

    @Test
    void there_is_no_other_recording() {
        assertThatThrownBy(() -> Recordings.read("../../../application")).hasMessageContaining("there is no recording");
    }

    /** The title stands in the file. */
    private static String nameOf(Recording recording) throws IOException {
        try (Stream<Path> files = Files.list(PLAYED)) {
            for (Path file : files.toList()) {
                if (Files.readString(file).contains("title: " + recording.title() + "\n")) {
                    return file.getFileName().toString().replace(".yaml", "");
                }
            }
        }
        throw new AssertionError("no file has the title " + recording.title());
    }
}
