package io.github.tektoncourier.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/** What a build leaves in target/, copied elsewhere as deploy/Containerfile does: launcher, jar and lib. */
class BuiltFolderIT {

    private static final Duration LONG = Duration.ofMinutes(3);
    private static final Path TARGET = Path.of("target");

    @TempDir(factory = BesideTheBuild.class)
    private Path home;

    private String version = "";

    @BeforeEach
    void copy() throws IOException {
        version = version();
        Files.copy(Path.of("courier"), home.resolve("courier"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.copy(TARGET.resolve(jar("")), home.resolve(jar("")));
        Files.createDirectory(home.resolve("lib"));
        try (Stream<Path> jars = Files.list(TARGET.resolve("lib"))) {
            for (Path jar : jars.toList()) {
                Files.createLink(home.resolve("lib").resolve(jar.getFileName()), jar);
            }
        }
    }

    @Test
    void the_demo_runs_where_its_jar_is_in_lib() throws Exception {
        assertThat(home.resolve("lib").resolve(jar("-demo"))).exists();

        Answer demo = courier("demo", "--once", "--speed", "50");

        assertThat(demo.said()).contains("The books balance");
        assertThat(demo.code()).isZero();
    }

    @Test
    void without_its_jar_the_demo_names_it_and_where_to_get_it() throws Exception {
        Path missing = home.resolve("lib").resolve(jar("-demo"));
        Files.delete(missing);

        Answer demo = courier("demo", "--once");

        assertThat(demo.said()).contains(missing.toString()).contains("target/lib");
        assertThat(demo.said().lines()).hasSize(1);
        assertThat(demo.code()).isEqualTo(3);
    }

    @Test
    void without_the_demos_jar_the_other_commands_work() throws Exception {
        Files.delete(home.resolve("lib").resolve(jar("-demo")));
        Path run = Files.writeString(
                home.resolve("run.json"),
                """
                {"apiVersion": "tekton.dev/v1", "kind": "TaskRun",
                 "metadata": {"name": "a", "namespace": "ci", "uid": "u-1", "creationTimestamp": "2026-01-01T00:00:00Z"}}
                """);

        Answer events = courier("events", run.toString());

        assertThat(events.said()).contains("dev.tekton.event.taskrun.queued.v1");
        assertThat(events.code()).isZero();
        assertThat(courier("help").said()).contains("demo").contains("run");
    }

    @Test
    void jars_with_classifiers_beside_it_are_left_alone() throws Exception {
        for (String decoy : List.of("-a-demo.jar", "-0.0.1-sources.jar", "-99-demo.jar", "-9.9.9-tests.jar")) {
            Files.writeString(home.resolve("tekton-courier" + decoy), "no jar");
        }

        Answer named = courier("--version");

        assertThat(named.said()).contains("Tekton Courier " + version);
        assertThat(named.code()).isZero();
    }

    @Test
    void of_two_versions_side_by_side_none_is_taken() throws Exception {
        Files.writeString(home.resolve("tekton-courier-99.0.0-rc1.jar"), "no jar");

        Answer named = courier("--version");

        assertThat(named.said()).contains(jar("")).contains("tekton-courier-99.0.0-rc1.jar");
        assertThat(named.code()).isEqualTo(3);
    }

    @Test
    void in_a_source_tree_the_jar_of_the_poms_version_is_taken() throws Exception {
        Files.copy(Path.of("pom.xml"), home.resolve("pom.xml"));
        for (String folder : List.of("src/main", "src/generated", "demo/java", "kamelets", "target")) {
            Files.createDirectories(home.resolve(folder));
        }
        Files.writeString(home.resolve("target/tekton-courier-0.0.1.jar"), "no jar");
        Files.move(home.resolve("lib"), home.resolve("target/lib"));
        Path jar = Files.move(home.resolve(jar("")), home.resolve("target").resolve(jar("")));
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(60)));

        Answer named = courier("--version");

        assertThat(named.said()).isEqualTo("Tekton Courier " + version + "\n");
        assertThat(named.code()).isZero();
    }

    @Test
    void a_folder_without_the_program_says_what_belongs_there() throws Exception {
        Files.delete(home.resolve(jar("")));

        Answer named = courier("--version");

        assertThat(named.said()).contains("tekton-courier-VERSION.jar").contains(home.toString());
        assertThat(named.code()).isEqualTo(3);
    }

    @Test
    void the_image_takes_the_jar_of_the_poms_version() throws IOException {
        assertThat(Files.readString(Path.of("deploy/Containerfile"))).contains("ARG VERSION=" + version + "\n");
    }

    /** On the build's own file system, so that links take the place of copies. */
    static final class BesideTheBuild implements TempDirFactory {
        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws IOException {
            return Files.createTempDirectory(TARGET.toAbsolutePath(), "built-");
        }
    }

    private record Answer(int code, String said) {}

    private Answer courier(String... arguments) throws InterruptedException {
        Path log = home.resolve("log-" + System.nanoTime());
        List<String> command = Stream.concat(Stream.of(home.resolve("courier").toString()), Stream.of(arguments))
                .toList();
        try (CourierProcess process = CourierProcess.run(log, Map.of("HOME", home.toString()), command)) {
            return new Answer(process.exitCode(LONG), process.said());
        }
    }

    private String jar(String classifier) {
        return "tekton-courier-" + version + classifier + ".jar";
    }

    private static String version() throws IOException {
        Matcher version =
                Pattern.compile("(?m)^  <version>(.*)</version>").matcher(Files.readString(Path.of("pom.xml")));
        assertThat(version.find()).isTrue();
        return version.group(1);
    }
}
