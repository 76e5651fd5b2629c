package io.github.tektoncourier.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** deploy/release refuses what would make another release than the one that is asked for. */
class ReleaseTest {

    private record Answer(int code, String said) {}

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ''                          | no tag is named
                    v99.0.0                     | there is no tag v99.0.0 here. Make it
                    v1 v2                       | there are two tags, v1 and v2
                    v1 --bose x                 | --bose is no option. Usage: release TAG
                    """)
    void a_wrong_call_says_what_to_do(String arguments, String message) throws Exception {
        Answer answer = release(arguments);

        assertThat(answer.said()).contains(message);
        assertThat(answer.code()).isEqualTo(2);
    }

    @Test
    void the_document_names_every_file_that_the_command_makes() throws IOException {
        String document = Files.readString(Path.of("docs/release.md"));

        for (String made : List.of(".jar`", "-sources.jar`", ".tar.gz`", "-image-amd64.tar`", "-sbom.cdx.json`")) {
            assertThat(document).contains(made);
        }
        assertThat(document).contains("`SHA256SUMS`").contains("`release.yaml`").contains("-image-without-java.tar`");
    }

    private static Answer release(String arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("deploy/release"));
        if (!arguments.isEmpty()) {
            command.addAll(List.of(arguments.split(" ")));
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(process.waitFor(), said);
    }
}
