package io.github.tektoncourier.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The jar's application.properties and log4j2.xml took over each Camel application that had the jar on its class path. */
class JarRulesNoOtherProgramTest {

    /** What programs and libraries look for at the root of the class path, whichever jar has it. */
    private static final List<String> LOOKED_FOR = List.of(
            "application.properties",
            "application.yaml",
            "log4j2.xml",
            "log4j2.properties",
            "log4j2.yaml",
            "log4j2.json",
            "logback.xml",
            "simplelogger.properties",
            "camel-main-configuration.properties");

    @Test
    void nothing_at_the_root_of_the_jar_configures_another_program() throws IOException {
        try (Stream<Path> root = Files.list(Path.of("src/main/resources"))) {
            assertThat(root.map(path -> path.getFileName().toString())).doesNotContainAnyElementsOf(LOOKED_FOR);
        }
    }

    @Test
    void no_service_file_replaces_a_part_of_camel_that_is_not_ours() throws IOException {
        Path services = Path.of("META-INF/services/org/apache/camel");
        for (String tree : List.of("src/main/resources", "src/generated/resources")) {
            Path folder = Path.of(tree).resolve(services);
            try (Stream<Path> files = Files.exists(folder) ? Files.walk(folder) : Stream.empty()) {
                assertThat(files.filter(Files::isRegularFile)
                                .map(path -> path.getFileName().toString()))
                        .allMatch(name -> name.contains("tekton")
                                || name.startsWith("journal")
                                || name.startsWith("courier-")
                                || name.equals("cel")); // a language that Camel does not have
            }
        }
    }
}
