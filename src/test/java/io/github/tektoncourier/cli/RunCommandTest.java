package io.github.tektoncourier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked of {@code courier run} and not there is said before anything starts. */
class RunCommandTest {

    @TempDir
    private Path folder;

    @Test
    void a_sinks_folder_that_is_not_there_is_wrong_use() {
        String said = said(2, "run", "--sinks", folder.resolve("nowhere").toString());

        assertThat(said)
                .contains("--sinks " + folder.resolve("nowhere")
                        + ": there is no such folder. Make it, or check the path.")
                .doesNotContain("\tat ");
    }

    @Test
    void a_file_is_no_sinks_folder() throws Exception {
        Path file = Files.writeString(folder.resolve("audit.camel.yaml"), "");

        assertThat(said(2, "run", "--sinks", file.toString())).contains(": there is no such folder.");
    }

    @Test
    void a_properties_file_that_is_not_there_is_named() {
        assertThat(said(
                        2,
                        "run",
                        "--properties",
                        folder.resolve("my.properties").toString()))
                .contains(folder.resolve("my.properties").toString())
                .doesNotContain("\tat ");
    }

    private static String said(int code, String... command) {
        PrintStream before = System.err;
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            assertThat(Courier.execute(command)).isEqualTo(code);
        } finally {
            System.setErr(before);
        }
        return err.toString(StandardCharsets.UTF_8);
    }
}
